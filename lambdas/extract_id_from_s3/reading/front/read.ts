import type { Country } from '../../../../generated/types';
import type { TextLine } from '../../../../identity/front/text-line';
import { flatten } from '../image/paper';
import { sampleQuad, type GrayPicture, type Point } from '../image/resample';
import type { MrzReading } from '../mrz/decode';
import type { Zone } from '../mrz/zones';
import { printAbove, printBeside, printOf, upsideDown, type PlacedLine } from './page';
import { recognizerFor, type RecognizedStrip } from './recognizer';

/** Height of a capital in a strip, in pixels. */
const STRIP_SIZE = 22;
/** What of a line is shown above and below its baseline, and beside it; in capitals' heights. Å needs half of one above. */
const ABOVE = 1.45;
const BELOW = 0.45;
const BESIDE = 0.6;

/** Most that is read of one picture: a card has 12 to 25 lines, a table's grain any number. */
const MOST_LINES = 40;
/** And so many characters: a licence has 200, a page of a passport with all its labels twice as many. */
const MOST_CHARACTERS = 500;
/** Where none of so many lines is read with half a chance, it is grain and no print. */
const HOPELESS = { lines: 12, confidence: 0.5 } as const;

/** One line, straightened, with a little paper around. */
function lift(picture: GrayPicture, { from, to, size }: PlacedLine): GrayPicture {
  const length = Math.max(1, Math.hypot(to.x - from.x, to.y - from.y));
  const [cos, sin] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const point = (along: number, across: number): Point => ({
    x: from.x + along * cos - across * sin,
    y: from.y + along * sin + across * cos,
  });
  const [left, right] = [-BESIDE * size, length + BESIDE * size];
  const quad = {
    topLeft: point(left, -ABOVE * size),
    topRight: point(right, -ABOVE * size),
    bottomLeft: point(left, BELOW * size),
    bottomRight: point(right, BELOW * size),
  };
  const scale = STRIP_SIZE / size;
  const width = Math.round((right - left) * scale);
  return flatten(sampleQuad(picture, quad, width, Math.round((ABOVE + BELOW) * STRIP_SIZE)));
}

/** Gives capitals that were run together the spaces that stand between them in the picture. */
function respaced(text: string, { count, breaks }: PlacedLine): string {
  const characters = [...text];
  // Full stops and commas are too small to be counted, and where more differs nobody knows which letter is which.
  if (characters.filter((character) => /[\p{L}\p{Nd}]/u.test(character)).length !== count) return text;
  let counted = 0;
  return characters
    .map((character, i) => {
      const apart =
        breaks.includes(counted) && /\p{Lu}/u.test(character) && /\p{Lu}/u.test(characters[i - 1] ?? '');
      if (/[\p{L}\p{Nd}]/u.test(character)) counted++;
      return apart ? ` ${character}` : character;
    })
    .join('');
}

/** Which way up is tried with this many lines, of this many characters where there are such. */
const PROBES = 3;
const PROBE_LENGTH = { least: 6, most: 24 } as const;
/** Upside down, lines are read with half of this. */
const READS_WELL = 0.75;

/** The lines the way up in which they are better read. */
function rightWayUp(lines: readonly PlacedLine[], read: (line: PlacedLine) => number): readonly PlacedLine[] {
  const other = upsideDown(lines);
  const probed = lines
    .map((line, i) => ({ line, turned: other[lines.length - 1 - i] ?? line }))
    .filter(({ line }) => line.count >= PROBE_LENGTH.least && line.count <= PROBE_LENGTH.most)
    .sort((p, q) => q.line.count - p.line.count)
    .slice(0, PROBES);
  let [asIs, turned] = [0, 0];
  for (const [i, probe] of probed.entries()) {
    asIs += read(probe.line);
    if (asIs >= READS_WELL * (i + 1)) return lines;
    turned += read(probe.turned);
    if (turned >= READS_WELL * (i + 1)) return other;
  }
  return turned > asIs ? other : lines;
}

/** A machine-readable zone that was read in the picture: it tells which way up the picture is. */
export interface FrontHints {
  readonly zone: Zone;
  readonly format: MrzReading['format'];
}

/** Capitals of what is filled in, on a passport, in heights of the zone's characters; labels have half of it. */
const VALUE_SIZE = 0.85;

/** The order in which a passport's lines are read: what is filled in first, then titles and labels. */
function valuesFirst(lines: readonly PlacedLine[], { lines: zone }: Zone): PlacedLine[] {
  const size = VALUE_SIZE * Math.max(...zone.map((line) => line.size));
  const unlike = (line: PlacedLine): number => Math.abs(Math.log(line.size / size));
  return [...lines].sort((p, q) => unlike(p) - unlike(q));
}

/**
 * The printed lines of a picture that lies any way, in reading order, by tesseract and the country's model. Asks `enough` after
 * each line whether what was read so far will do.
 */
export async function readFrontLines(
  picture: GrayPicture,
  country: Country,
  hints?: FrontHints,
  enough: (lines: readonly TextLine[]) => boolean = () => false,
): Promise<TextLine[]> {
  const found = hints
    ? (hints.format === 'TD3' ? printAbove : printBeside)(picture, hints.zone)
    : printOf(picture);
  if (found.length === 0) return [];
  const recognize = await recognizerFor(country);
  const known = new Map<PlacedLine, RecognizedStrip>();
  const recognized = (line: PlacedLine): RecognizedStrip => {
    const strip = known.get(line) ?? recognize(lift(picture, line));
    known.set(line, strip);
    return strip;
  };
  const lines = hints ? found : rightWayUp(found, (line) => recognized(line).confidence);
  const wanted = new Set([...lines].sort((p, q) => q.count - p.count).slice(0, MOST_LINES));
  const read: TextLine[] = [];
  let hopeless = 0;
  let characters = 0;
  for (const line of hints?.format === 'TD3' ? valuesFirst(lines, hints.zone) : lines) {
    if (!wanted.has(line)) continue;
    characters += line.count;
    if (characters > MOST_CHARACTERS) break;
    const { text, confidence } = recognized(line);
    if (confidence < HOPELESS.confidence) hopeless++;
    if (hopeless === HOPELESS.lines && read.every((other) => other.confidence < HOPELESS.confidence)) break;
    if (text === '') continue;
    read.push({ text: respaced(text, line), confidence, box: line.box });
    if (enough(read)) break;
  }
  return read.sort((p, q) => p.box.y - q.box.y);
}
