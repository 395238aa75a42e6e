import { ALPHABET, CLASSES, type LinePosteriors } from './network';

/** Characters that recognizers of general print take for one another in OCR-B. */
const LOOK_ALIKES = ['O0QD', 'I1L', 'S5', 'B8', 'Z2', 'G6', 'K<', 'C<', 'U0'];

/** What recognizers print for the filler. */
const FILLERS = /[«‹〈＜≪(]/gu;

/** Probability, beside the text's own confidence, that a character was added, or one was lost after it. */
const ADDED = 0.002;
const LOST = 0.002;
const LOST_FILLER = 0.2;

/** Upper case, fillers as `<` (a « is two), nothing that a machine-readable zone does not hold. */
function mrzCharacters(text: string): string {
  return text
    .toUpperCase()
    .replace(/[«≪]/gu, '<<')
    .replace(FILLERS, '<')
    .replace(/[^A-Z0-9<]/g, '');
}

/** One frame: the logarithms of `shares` by class, the rest spread evenly. */
function frameOf(shares: ReadonlyMap<number, number>): Float32Array {
  const given = [...shares.values()].reduce((sum, share) => sum + share, 0);
  const rest = Math.max(1e-6, (1 - given) / (CLASSES - shares.size));
  return Float32Array.from({ length: CLASSES }, (_, c) => Math.log(shares.get(c) ?? rest));
}

const BLANK = 0;
const classOf = (character: string): number => ALPHABET.indexOf(character) + 1;

/** Nothing but the end of one character and the beginning of the next, which may be the same one. */
const PARTING = frameOf(new Map([[BLANK, 0.9999]]));

function characterFrame(character: string, confidence: number): Float32Array {
  const alike = new Set(LOOK_ALIKES.filter((group) => group.includes(character)).join(''));
  alike.delete(character);
  const shares = new Map([
    [classOf(character), confidence],
    [BLANK, ADDED],
  ]);
  for (const other of alike) shares.set(classOf(other), (0.9 * (1 - confidence - ADDED)) / alike.size);
  return frameOf(shares);
}

/** Where a character may have been lost; among fillers that is a filler. */
function gapFrame(amongFillers: boolean): Float32Array {
  if (!amongFillers) return frameOf(new Map([[BLANK, 1 - LOST]]));
  return frameOf(
    new Map([
      [BLANK, 1 - LOST_FILLER],
      [classOf('<'), LOST_FILLER - LOST],
    ]),
  );
}

/**
 * A line of text from a general recognizer in the form that the MRZ decoder takes: a frame a character, which may be one of its
 * look-alikes, and one after each, in which a character may have been lost. Runs of three fillers and more are often miscounted.
 * @param confidence of the whole line, 0 to 1
 */
export function posteriorsOfText(
  text: string,
  confidence: number,
): { characters: number; posteriors: LinePosteriors } {
  const characters = mrzCharacters(text);
  const sure = Math.min(0.99, Math.max(0.5, confidence));
  const runs = [...characters.matchAll(/<{3,}/g)].map(({ index, 0: run }) => ({
    from: index,
    to: index + run.length,
  }));
  const frames = [...characters].flatMap((character, at) => [
    characterFrame(character, sure),
    PARTING,
    gapFrame(runs.some(({ from, to }) => at >= from && at < to)),
    PARTING,
  ]);
  const logProbabilities = new Float32Array(frames.length * CLASSES);
  frames.forEach((frame, i) => logProbabilities.set(frame, i * CLASSES));
  return { characters: characters.length, posteriors: { frames: frames.length, logProbabilities } };
}
