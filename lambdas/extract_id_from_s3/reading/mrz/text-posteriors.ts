import { ALPHABET, CLASSES, type LinePosteriors } from './network';

/** Characters that recognizers of general print take for one another in OCR-B. */
const LOOK_ALIKES = ['O0QD', 'I1L', 'S5', 'B8', 'Z2', 'G6', 'K<', 'C<', 'U0'];

/** What recognizers print for the filler. */
const FILLERS = /[«‹〈＜≪(]/gu;

/** Probability, beside the text's own confidence, that a character was added, or one was lost after it. */
const ADDED = 0.002;
const LOST = 0.01;

/** Upper case, fillers as `<` (a « is two), nothing that a machine-readable zone does not hold. */
function mrzCharacters(text: string): string {
  return text
    .toUpperCase()
    .replace(/[«≪]/gu, '<<')
    .replace(FILLERS, '<')
    .replace(/[^A-Z0-9<]/g, '');
}

/** Fills one frame with `-∞`-free logarithms: `shares` by class, the rest spread evenly. */
function frameOf(shares: ReadonlyMap<number, number>): Float32Array {
  const given = [...shares.values()].reduce((sum, share) => sum + share, 0);
  const rest = Math.max(1e-6, (1 - given) / (CLASSES - shares.size));
  return Float32Array.from({ length: CLASSES }, (_, c) => Math.log(shares.get(c) ?? rest));
}

/**
 * A line of text from a general recognizer in the form that the MRZ decoder takes: a frame a character, which may be one of its look-alikes,
 * and a frame after each, in which one may have been lost. In a run of fillers a lost one is a filler: such runs are often miscounted.
 * @param confidence of the whole line, 0 to 1
 */
export function posteriorsOfText(
  text: string,
  confidence: number,
): { characters: number; posteriors: LinePosteriors } {
  const characters = mrzCharacters(text);
  const classOf = (character: string): number => ALPHABET.indexOf(character) + 1;
  const sure = Math.min(0.99, Math.max(0.5, confidence));
  const frames = [...characters].flatMap((character, i) => {
    const alike = new Set(LOOK_ALIKES.filter((group) => group.includes(character)).join(''));
    alike.delete(character);
    const shares = new Map([
      [classOf(character), sure],
      [0, ADDED],
    ]);
    for (const other of alike) shares.set(classOf(other), (0.9 * (1 - sure - ADDED)) / alike.size);
    const inFillers = character === '<' && (characters[i - 1] === '<' || characters[i + 1] === '<');
    const gap = inFillers
      ? new Map([
          [0, 1 - LOST],
          [1, 0.99 * LOST],
        ])
      : new Map([[0, 1 - LOST]]);
    return [frameOf(shares), frameOf(gap)];
  });
  const logProbabilities = new Float32Array(frames.length * CLASSES);
  frames.forEach((frame, i) => logProbabilities.set(frame, i * CLASSES));
  return { characters: characters.length, posteriors: { frames: frames.length, logProbabilities } };
}
