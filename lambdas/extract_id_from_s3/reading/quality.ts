import type { ReasonCode } from '../../../generated/types';
import { histogram, percentile } from './image/histogram';
import { median } from './image/median';
import { reduceTo, type GrayPicture, type Point } from './image/resample';
import { liftLine, sampleStrip, type Zone } from './mrz/zones';

/** What keeps a picture that can be opened from being read. */
export type UnreadableReason = Extract<
  ReasonCode,
  | 'PICTURE_BLURRED'
  | 'PICTURE_GLARE'
  | 'PICTURE_TOO_SMALL'
  | 'MRZ_CUT_OFF'
  | 'MRZ_UNREADABLE'
  | 'NO_DOCUMENT_FOUND'
  | 'COUNTRY_MISMATCH'
>;

/** How well a machine-readable zone was taken, whether it could be read or not. */
export interface ZoneQuality {
  /** Height of a character, in pixels of the picture. */
  readonly textHeight: number;
  /** As the picture's, at 28 pixels a character: sharp print has 0.25 and more, under 0.15 characters become guesses. */
  readonly sharpness: number;
  /** Share of its characters that are washed out to white, 0 to 1. */
  readonly glare: number;
  /** Some of it lies at the picture's edge or beyond. */
  readonly cutOff: boolean;
}

export interface PictureQuality {
  /**
   * How much of an edge's whole height its steepest step takes, at 1000 pixels on the longer side: near 1 for a knife's edge, 0.3 for
   * what is out of focus, less for shake. The median of the strongest edges, in the poorer of the two directions.
   */
  readonly sharpness: number;
  /** Share of the picture that is burnt out although most of it is not bright, 0 to 1. */
  readonly glare: number;
  /** Difference between the brightest and the darkest fiftieth, 0 to 1. */
  readonly contrast: number;
  readonly zone: ZoneQuality | undefined;
}

/** An edge counts as a whole within this many pixels on either side. */
const EDGE_REACH = 8;
/** Weaker than this, in grey levels, an edge may be noise. */
const WEAKEST_EDGE = 24;
const BURNT_OUT = 250;
/** Ink is darker than this unless light has washed it out. */
const WASHED_OUT = 200;

const difference = (p: number, q: number): number => (p < q ? q - p : p - q);

/** The median share of the steepest step in the strongest edges along one axis; 0 where there is no edge. */
function sharpnessAlong(
  { pixels }: GrayPicture,
  length: number,
  lines: number,
  step: number,
  lineStep: number,
) {
  const rise = (at: number): number =>
    difference(pixels[at + EDGE_REACH * step] ?? 0, pixels[at - EDGE_REACH * step] ?? 0);
  const counts = new Uint32Array(256);
  for (let line = 0; line < lines; line++) {
    for (let i = EDGE_REACH; i < length - EDGE_REACH; i++) {
      const level = rise(line * lineStep + i * step);
      counts[level] = (counts[level] ?? 0) + 1;
    }
  }
  const strong = Math.max(WEAKEST_EDGE, percentile(counts, 0.99));
  const shares: number[] = [];
  for (let line = 0; line < lines; line++) {
    for (let i = EDGE_REACH; i < length - EDGE_REACH; i++) {
      const at = line * lineStep + i * step;
      const whole = rise(at);
      if (whole < strong) continue;
      let steepest = 0;
      for (let k = -EDGE_REACH; k < EDGE_REACH; k++) {
        const here = at + k * step;
        const rises = difference(pixels[here + step] ?? 0, pixels[here] ?? 0);
        if (rises > steepest) steepest = rises;
      }
      // The steepest step may belong to a stronger edge beside this one.
      shares.push(Math.min(1, steepest / whole));
    }
  }
  return shares.sort((a, b) => a - b)[shares.length >> 1] ?? 0;
}

function sharpnessOf(picture: GrayPicture): number {
  const { width, height } = picture;
  return Math.min(
    sharpnessAlong(picture, width, height, 1, width),
    sharpnessAlong(picture, height, width, width, 1),
  );
}

/**
 * Characters without a dark pixel on paper that is burnt out, as a share of all. Where the zone's own paper is not as white, those count
 * that are lost beside what was found of a line.
 */
function washedOut(picture: GrayPicture, zone: Zone): number {
  let characters = 0;
  let white = 0;
  for (const chain of zone.lines) {
    const { strip, pitch, begins, ends } = sampleStrip(picture, chain);
    const found: number[] = [];
    const beside: boolean[] = [];
    for (let left = begins % pitch; left + pitch <= strip.width; left += pitch) {
      let darkest = 255;
      let brightest = 0;
      for (let y = 0; y < strip.height; y++) {
        for (let x = Math.floor(left); x < left + pitch; x++) {
          const value = strip.pixels[y * strip.width + x] ?? 0;
          if (value < darkest) darkest = value;
          if (value > brightest) brightest = value;
        }
      }
      const lost = brightest >= BURNT_OUT && darkest > WASHED_OUT;
      if (left < begins - 1 || left + pitch > ends + 1) {
        beside.push(lost);
        continue;
      }
      found.push(brightest);
      if (lost) white++;
    }
    characters += found.length;
    if (median(found) < BURNT_OUT) white += beside.filter(Boolean).length;
  }
  return Math.min(1, white / Math.max(1, characters));
}

/** Whether a zone's first or last characters, or the line above or below a lone one, would lie outside the picture. */
function isCutOff({ width, height }: GrayPicture, { lines }: Zone): boolean {
  const outside = ({ x, y }: Point): boolean => x < 0 || y < 0 || x > width || y > height;
  return lines.some(({ from, to, pitch, size }) => {
    const length = Math.max(1, Math.hypot(to.x - from.x, to.y - from.y));
    const along = { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
    const beyond = (point: Point, ahead: number, aside: number): Point => ({
      x: point.x + ahead * along.x - aside * along.y,
      y: point.y + ahead * along.y + aside * along.x,
    });
    // A zone has two lines or three: a lone one misses its neighbour.
    const aside = lines.length === 1 ? 2.4 * size : 0.6 * size;
    return [-aside, aside].some(
      (side) => outside(beyond(from, -0.8 * pitch, side)) || outside(beyond(to, 0.8 * pitch, side)),
    );
  });
}

/** Measures a picture, and the place of its machine-readable zone if one was found. */
export function measureQuality(picture: GrayPicture, zone: Zone | undefined): PictureQuality {
  const reduced = reduceTo(picture, 1000);
  const counts = histogram(reduced.pixels);
  const burnt = counts.slice(BURNT_OUT).reduce((sum, count) => sum + count, 0) / reduced.pixels.length;
  return {
    sharpness: sharpnessOf(reduced),
    glare: percentile(counts, 0.5) < 200 ? burnt : 0,
    contrast: (percentile(counts, 0.98) - percentile(counts, 0.02)) / 255,
    zone: zone && {
      textHeight: median(zone.lines.map(({ size }) => size)),
      sharpness: median(zone.lines.map((line) => sharpnessOf(liftLine(picture, line)))),
      glare: washedOut(picture, zone),
      cutOff: isCutOff(picture, zone),
    },
  };
}

/** Under this the whole range of greys is one surface. */
const BLANK = 0.08;
const OUT_OF_FOCUS = 0.3;
const BURNT_SHARE = 0.02;
const SMALLEST_TEXT = 8;
const ZONE_OUT_OF_FOCUS = 0.2;
const ZONE_BURNT_SHARE = 0.04;

/** Why a picture could not be read, or not surely: what the person can do something about comes first. */
export function judgeQuality({ sharpness, glare, contrast, zone }: PictureQuality): UnreadableReason {
  if (zone) {
    if (zone.cutOff) return 'MRZ_CUT_OFF';
    if (zone.glare > ZONE_BURNT_SHARE) return 'PICTURE_GLARE';
    if (zone.textHeight < SMALLEST_TEXT) return 'PICTURE_TOO_SMALL';
    return zone.sharpness < ZONE_OUT_OF_FOCUS ? 'PICTURE_BLURRED' : 'MRZ_UNREADABLE';
  }
  if (contrast < BLANK) return 'NO_DOCUMENT_FOUND';
  if (sharpness < OUT_OF_FOCUS) return 'PICTURE_BLURRED';
  return glare > BURNT_SHARE ? 'PICTURE_GLARE' : 'NO_DOCUMENT_FOUND';
}
