import { allowedAt } from './grammar';
import { ALPHABET, CLASSES, type LinePosteriors } from './network';

const CHARACTERS = ALPHABET.length;
const NEVER = -1e9;

/** The best way to lay a layout's characters along a line. */
export interface Alignment {
  readonly text: string;
  /** How much less likely this text is than whatever the network would have read freely: nats, ≥ 0. */
  readonly cost: number;
  /** For each position the probability of each of `ALPHABET` that the layout allows there, in the frame that shows it best; sums to 1. */
  readonly probabilities: readonly Float32Array[];
}

/** The logarithm of the likeliest free reading. */
function freeScore({ frames, logProbabilities }: LinePosteriors): number {
  let score = 0;
  for (let frame = 0; frame < frames; frame++) {
    score += Math.max(...logProbabilities.subarray(frame * CLASSES, (frame + 1) * CLASSES));
  }
  return score;
}

/** The likeliest free reading of a line, without any grammar. */
export function freeText({ frames, logProbabilities }: LinePosteriors): string {
  let text = '';
  let previous = 0;
  for (let frame = 0; frame < frames; frame++) {
    let best = 0;
    for (let c = 1; c < CLASSES; c++) {
      if ((logProbabilities[frame * CLASSES + c] ?? 0) > (logProbabilities[frame * CLASSES + best] ?? 0))
        best = c;
    }
    if (best !== 0 && best !== previous) text += ALPHABET[best - 1] ?? '';
    previous = best;
  }
  return text;
}

/** The network's probabilities in one frame, of what is allowed there and is no blank. */
function allowedProbabilities(line: LinePosteriors, frame: number, allowed: Uint8Array): Float32Array {
  const probabilities = Float32Array.from(allowed, (allow, c) =>
    allow === 1 ? Math.exp(line.logProbabilities[frame * CLASSES + c + 1] ?? NEVER) : 0,
  );
  const sum = probabilities.reduce((total, probability) => total + probability, 0);
  return probabilities.map((probability) => probability / Math.max(sum, Number.MIN_VALUE));
}

/**
 * Viterbi over CTC's states: (position, character) and the blank after each position. The text has exactly the layout's length, each
 * character from its position's alphabet. `undefined` where the line is too short to hold them.
 */
export function align(line: LinePosteriors, layout: string): Alignment | undefined {
  const { frames, logProbabilities } = line;
  const length = layout.length;
  if (frames < length) return undefined;
  const allowed = Array.from({ length }, (_, position) => allowedAt(layout, position));

  // Where each state's best path came from: a character of the position before, itself (STAY) or the blank before it (BLANK).
  const STAY = -1;
  const BLANK = -2;
  const fromCharacter = new Int8Array(frames * length * CHARACTERS);
  // For the blank after `position` characters: itself (STAY) or a character of that position.
  const fromBlank = new Int8Array(frames * (length + 1));

  let character = new Float32Array(length * CHARACTERS).fill(NEVER);
  let nextCharacter = new Float32Array(length * CHARACTERS);
  let blank = new Float32Array(length + 1).fill(NEVER);
  let nextBlank = new Float32Array(length + 1);
  blank[0] = 0;

  for (let frame = 0; frame < frames; frame++) {
    const at = frame * CLASSES;
    nextCharacter.fill(NEVER);
    nextBlank.fill(NEVER);
    const lowest = Math.max(0, length - 1 - (frames - frame));
    const highest = Math.min(length - 1, frame);
    for (let position = lowest; position <= highest + 1; position++) {
      // The best and the second best character of the position before.
      let first = NEVER;
      let second = NEVER;
      let firstAt = STAY;
      let secondAt = STAY;
      if (position > 0) {
        const base = (position - 1) * CHARACTERS;
        for (let c = 0; c < CHARACTERS; c++) {
          const score = character[base + c] ?? NEVER;
          if (score > first) {
            second = first;
            secondAt = firstAt;
            first = score;
            firstAt = c;
          } else if (score > second) {
            second = score;
            secondAt = c;
          }
        }
      }
      const stayBlank = blank[position] ?? NEVER;
      nextBlank[position] = (first > stayBlank ? first : stayBlank) + (logProbabilities[at] ?? 0);
      fromBlank[frame * (length + 1) + position] = first > stayBlank ? firstAt : STAY;
      const allow = allowed[position];
      if (position > highest || allow === undefined) continue;
      for (let c = 0; c < CHARACTERS; c++) {
        if (allow[c] === 0) continue;
        const state = position * CHARACTERS + c;
        let score = character[state] ?? NEVER;
        let origin = STAY;
        if (stayBlank > score) {
          score = stayBlank;
          origin = BLANK;
        }
        // The same character twice needs a blank between.
        const before = firstAt === c ? second : first;
        if (before > score) {
          score = before;
          origin = firstAt === c ? secondAt : firstAt;
        }
        nextCharacter[state] = score + (logProbabilities[at + c + 1] ?? 0);
        fromCharacter[frame * length * CHARACTERS + state] = origin;
      }
    }
    [character, nextCharacter] = [nextCharacter, character];
    [blank, nextBlank] = [nextBlank, blank];
  }

  let score = blank[length] ?? NEVER;
  let position = length;
  let current = STAY;
  for (let c = 0; c < CHARACTERS; c++) {
    const candidate = character[(length - 1) * CHARACTERS + c] ?? NEVER;
    if (candidate > score) {
      score = candidate;
      position = length - 1;
      current = c;
    }
  }
  if (score < NEVER / 2) return undefined;

  // Backwards: `current` is a character of `position`, or STAY while in the blank after `position` characters.
  const characters = new Array<number>(length).fill(0);
  const peaks = new Array<number>(length).fill(0);
  const peakScores = new Array<number>(length).fill(NEVER);
  for (let frame = frames - 1; frame >= 0; frame--) {
    if (current === STAY) {
      const origin = fromBlank[frame * (length + 1) + position] ?? STAY;
      if (origin === STAY) continue;
      position--;
      current = origin;
      continue;
    }
    const seen = logProbabilities[frame * CLASSES + current + 1] ?? NEVER;
    characters[position] = current;
    if (seen > (peakScores[position] ?? NEVER)) {
      peakScores[position] = seen;
      peaks[position] = frame;
    }
    const origin = fromCharacter[(frame * length + position) * CHARACTERS + current] ?? STAY;
    if (origin === BLANK) current = STAY;
    else if (origin !== STAY) {
      position--;
      current = origin;
    }
  }

  return {
    text: characters.map((c) => ALPHABET[c] ?? '').join(''),
    cost: Math.max(0, freeScore(line) - score),
    probabilities: peaks.map((peak, i) => allowedProbabilities(line, peak, allowed[i] ?? new Uint8Array())),
  };
}
