import { flatten } from '../image/paper';
import { sampleQuad, type GrayPicture, type Point, type Quad } from '../image/resample';
import type { Chain } from './chains';

/** Lines that may be a machine-readable zone, from the first to the last, were the picture upright. */
export interface Zone {
  readonly lines: readonly Chain[];
}

/** A chain's place along and across another one that serves as ruler. */
interface Placed {
  readonly chain: Chain;
  readonly start: number;
  readonly end: number;
  readonly across: number;
}

/** Coordinates along and across a chain, from its first character on, and back to the picture. */
function ruler({ from, to }: Chain) {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const cos = (to.x - from.x) / length;
  const sin = (to.y - from.y) / length;
  return {
    length,
    along: (p: Point): number => (p.x - from.x) * cos + (p.y - from.y) * sin,
    across: (p: Point): number => (p.y - from.y) * cos - (p.x - from.x) * sin,
    point: (along: number, across: number): Point => ({
      x: from.x + along * cos - across * sin,
      y: from.y + along * sin + across * cos,
    }),
  };
}

/** Chains about parallel to a seed, of about its pitch, beside it rather than before or after it. */
function placeBeside(seed: Chain, chains: readonly Chain[]): Placed[] {
  const { along, across, length } = ruler(seed);
  return chains.flatMap((chain) => {
    const start = along(chain.from);
    const end = along(chain.to);
    const slope = (across(chain.to) - across(chain.from)) / (end - start);
    const overlap = Math.min(end, length) - Math.max(start, 0);
    const place = across(chain.from) + slope * (length / 2 - start);
    const fits =
      end > start &&
      Math.abs(slope) < 0.12 &&
      chain.pitch < seed.pitch * 1.15 &&
      seed.pitch < chain.pitch * 1.15 &&
      (overlap > 0.5 * (end - start) || Math.abs(place) < 0.5 * seed.size) &&
      Math.abs(place) < 7 * seed.size;
    return fits ? [{ chain, start, end, across: place }] : [];
  });
}

/** Two pieces of one line, as a lost or run-together character leaves them, become one. */
function joinPieces(placed: readonly Placed[], size: number): Placed[] {
  const lines: Placed[] = [];
  for (const piece of [...placed].sort((p, q) => p.across - q.across)) {
    const last = lines.at(-1);
    if (!last || piece.across - last.across > 0.5 * size) {
      lines.push(piece);
      continue;
    }
    const [left, right] = last.start < piece.start ? [last, piece] : [piece, last];
    const longer = last.chain.count < piece.chain.count ? piece : last;
    const end = left.end > right.end ? left : right;
    lines[lines.length - 1] = {
      chain: {
        ...longer.chain,
        from: left.chain.from,
        to: end.chain.to,
        count: left.chain.count + right.chain.count,
      },
      start: left.start,
      end: end.end,
      across: longer.across,
    };
  }
  return lines;
}

/** The lines next to the seed's own, as far as they follow at a line's distance. */
function neighbours(lines: readonly Placed[], size: number): Placed[] {
  const follows = (upper: Placed | undefined, lower: Placed | undefined): boolean => {
    if (!upper || !lower) return false;
    const distance = lower.across - upper.across;
    return distance > 1.2 * size && distance < 3.4 * size;
  };
  const own = lines.findIndex((line) => Math.abs(line.across) < 0.5 * size);
  let first = own;
  let last = own;
  while (follows(lines[first - 1], lines[first])) first--;
  while (follows(lines[last], lines[last + 1])) last++;
  return lines.slice(first, last + 1);
}

/** All lines of a zone begin and end together: those that stop short go on as far as the longest. */
function evenOut(lines: readonly Placed[]): Chain[] {
  const start = Math.min(...lines.map((line) => line.start));
  const end = Math.max(...lines.map((line) => line.end));
  return lines.map(({ chain, ...own }) => {
    const { point, length } = ruler(chain);
    const before = own.start - start > 0.7 * chain.pitch ? own.start - start : 0;
    const behind = end - own.end > 0.7 * chain.pitch ? end - own.end : 0;
    return { ...chain, from: point(-before, 0), to: point(length + behind, 0) };
  });
}

/** Groups chains to zones of at most four lines, the one with the most characters first. */
export function groupChains(chains: readonly Chain[]): Zone[] {
  const zones: { lines: Chain[]; characters: number }[] = [];
  for (const seed of chains.slice(0, 12)) {
    const lines = neighbours(joinPieces(placeBeside(seed, chains), seed.size), seed.size).slice(-4);
    const evened = evenOut(lines);
    const known = zones.some((zone) =>
      evened.every((line) =>
        zone.lines.some(
          (other) => Math.hypot(other.from.x - line.from.x, other.from.y - line.from.y) < line.size,
        ),
      ),
    );
    // A chain found in two directions must not count twice for its zone.
    const characters = lines.reduce((sum, line) => sum + Math.min(44, line.chain.count), 0);
    if (!known && evened.length > 0) zones.push({ lines: evened, characters });
  }
  return zones.sort((p, q) => q.characters - p.characters).map((zone) => ({ lines: zone.lines }));
}

/** The same lines read the other way up. */
export function upsideDown({ lines }: Zone): Zone {
  return { lines: lines.map((line) => ({ ...line, from: line.to, to: line.from })).reverse() };
}

/** Height of a character in a lifted line, in pixels. */
const LIFTED_SIZE = 28;
/** Rows above and below a line's middle that are lifted to judge the paper, and those that the network is shown; in characters. */
const LIFTED_REACH = 1.3;
const SHOWN_REACH = 0.7;
/** How many characters a line of any format has. */
const LINE_LENGTHS = [30, 36, 44];
/** Dark enough to be ink, after flattening. */
const INK = 140;

function crop(picture: GrayPicture, left: number, right: number, top: number, bottom: number): GrayPicture {
  const pixels = new Uint8Array((right - left) * (bottom - top));
  for (let y = top; y < bottom; y++) {
    const row = y * picture.width;
    pixels.set(picture.pixels.subarray(row + left, row + right), (y - top) * (right - left));
  }
  return { width: right - left, height: bottom - top, pixels };
}

/** The columns of print around the middle of a line: outwards as long as no gap of two characters comes. */
function printedColumns(line: GrayPicture, size: number): { left: number; right: number } {
  const inked = (x: number): boolean => {
    let count = 0;
    for (let y = 0; y < line.height; y++) if ((line.pixels[y * line.width + x] ?? 255) < INK) count++;
    return count >= 0.08 * size;
  };
  const middle = line.width >> 1;
  const reach = (step: 1 | -1): number => {
    let last = middle;
    for (let x = middle; x >= 0 && x < line.width && Math.abs(x - last) < 1.9 * size; x += step) {
      if (inked(x)) last = x;
    }
    return last;
  };
  return { left: reach(-1), right: reach(1) };
}

/** How many characters a line of some format has more than a chain; undefined where the chain is a whole line. */
function missingCharacters({ from, to, pitch }: Chain): number | undefined {
  const characters = Math.hypot(to.x - from.x, to.y - from.y) / pitch + 1;
  if (LINE_LENGTHS.some((count) => Math.abs(count - characters) < 0.6)) return undefined;
  return (LINE_LENGTHS.find((count) => count > characters) ?? characters) - characters;
}

/** The strip of a line with as much on either side as may be missing, straightened but otherwise as it is in the picture. */
export function sampleStrip(picture: GrayPicture, chain: Chain) {
  const { length, point } = ruler(chain);
  const beside = (Math.ceil(missingCharacters(chain) ?? 0) + 0.5) * chain.pitch;
  const half = 0.5 * chain.size;
  const quad: Quad = {
    topLeft: point(-beside, -half),
    topRight: point(length + beside, -half),
    bottomLeft: point(-beside, half),
    bottomRight: point(length + beside, half),
  };
  const scale = LIFTED_SIZE / chain.size;
  return {
    strip: sampleQuad(picture, quad, Math.max(1, Math.round((length + 2 * beside) * scale)), LIFTED_SIZE),
    /** In pixels of the strip: a character's share, and where the chain itself begins and ends. */
    pitch: chain.pitch * scale,
    begins: (beside - 0.5 * chain.pitch) * scale,
    ends: (length + beside + 0.5 * chain.pitch) * scale,
  };
}

/**
 * One line of a zone, straightened, flattened and cropped as the network knows its lines. Where the chain is not as long as a line of
 * some format it is lengthened to where the print ends: characters that run together with their neighbours are no marks.
 */
export function liftLine(picture: GrayPicture, chain: Chain): GrayPicture {
  const { length, point } = ruler(chain);
  const torn = missingCharacters(chain);
  const missing = torn === undefined ? 0 : torn + 1;
  const margin = 0.5 * chain.pitch + 0.45 * chain.size;
  const reach = missing * chain.pitch + margin;
  const quad: Quad = {
    topLeft: point(-reach, -LIFTED_REACH * chain.size),
    topRight: point(length + reach, -LIFTED_REACH * chain.size),
    bottomLeft: point(-reach, LIFTED_REACH * chain.size),
    bottomRight: point(length + reach, LIFTED_REACH * chain.size),
  };
  const scale = LIFTED_SIZE / chain.size;
  const width = Math.round((length + 2 * reach) * scale);
  const lifted = flatten(sampleQuad(picture, quad, width, Math.round(2 * LIFTED_REACH * LIFTED_SIZE)));
  const top = Math.round((LIFTED_REACH - SHOWN_REACH) * LIFTED_SIZE);
  const shown = crop(lifted, 0, width, top, lifted.height - top);
  if (missing === 0) return shown;
  const { left, right } = printedColumns(shown, LIFTED_SIZE);
  const side = Math.round(0.45 * LIFTED_SIZE);
  return crop(shown, Math.max(0, left - side), Math.min(width, right + side), 0, shown.height);
}
