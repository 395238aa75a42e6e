import { components } from '../image/components';
import { median } from '../image/median';
import { inkMask, type Inking } from '../image/paper';
import type { GrayPicture, Point } from '../image/resample';

/** What may be a character, or a few that run together: the upright box around it, in pixels. */
export interface Mark {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A line of ordinary print. */
export interface PrintLine {
  /** Where its baseline begins and ends, in reading order unless the picture is upside down. */
  readonly from: Point;
  readonly to: Point;
  /** Height of a capital, in pixels. */
  readonly size: number;
  /** How many letters and digits stand apart from their neighbours. */
  readonly count: number;
  /** How many of them come before each gap between words. */
  readonly breaks: readonly number[];
}

/** The window is narrower than a shadow's edge. */
const INKING: Inking = { contrast: 0.85, window: 1 / 100 };
/** Characters are at least this many pixels high, and at most this share of the longer side. */
const SMALLEST_MARK = 6;
const LARGEST_MARK = 1 / 20;
/** Characters that run together are one mark, up to this many times as wide as high. */
const WIDEST_MARK = 10;
/** Within a line the next word is at most this many heights away: a licence's field number stands well apart. */
const WIDEST_GAP = 2.2;
/** From here on a gap parts words: in heights of a capital, and in gaps between letters. */
const WORD_GAP = 0.33;
const WIDER = 2;
/** As wide as W, in heights of a capital. */
const WIDEST_LETTER = 1.15;
/** From so many characters on a line tells its own slope. */
const LONG_LINE = 8;
/** Further than this from the others' slope it is no line, but a row of something else. */
const SLOPE_PLAY = 0.06;

/** Everything in a picture that has the size of a character and is darker than what is around it. */
export function findMarks(picture: GrayPicture): Mark[] {
  const longest = Math.max(picture.width, picture.height);
  const largest = LARGEST_MARK * longest;
  return components(inkMask(picture, INKING), SMALLEST_MARK).filter(
    ({ width, height }) => Math.max(width, height) >= SMALLEST_MARK && Math.min(width, height) <= largest,
  );
}

/** Bins of 1° for directions without a sense, 0 to 180°, and how far a vote reaches. */
const BINS = 180;
const VOTE_REACH = 5;
/** Fewer votes, weighed by their distance, are chance. */
const LEAST_VOTES = 40;

/**
 * The direction along which most marks have their nearest neighbour, in (-45°, 135°], as radians: letters stand closer to one
 * another than lines do. Undefined where there is no print to speak of.
 */
export function directionOfPrint(marks: readonly Mark[]): number | undefined {
  const votes = new Float64Array(BINS);
  const centres = marks
    .map(({ left, top, width, height }) => ({
      x: left + width / 2,
      y: top + height / 2,
      size: Math.max(width, height),
    }))
    .sort((p, q) => p.x - q.x);
  centres.forEach((mark, i) => {
    let nearest: Point | undefined;
    let distance = 1.5 * mark.size;
    for (const step of [1, -1]) {
      for (let k = i + step; ; k += step) {
        const other = centres[k];
        if (!other || Math.abs(other.x - mark.x) >= distance) break;
        if (other.size > 1.6 * mark.size || mark.size > 1.6 * other.size) continue;
        const away = Math.hypot(other.x - mark.x, other.y - mark.y);
        if (away < distance) [nearest, distance] = [other, away];
      }
    }
    if (!nearest) return;
    const angle = Math.atan2(nearest.y - mark.y, nearest.x - mark.x);
    const bin = Math.floor(((angle + 2 * Math.PI) / Math.PI) * BINS) % BINS;
    votes[bin] = (votes[bin] ?? 0) + 1;
  });
  let best: number | undefined;
  let most = LEAST_VOTES;
  for (let bin = 0; bin < BINS; bin++) {
    let sum = 0;
    for (let off = -VOTE_REACH; off <= VOTE_REACH; off++) {
      sum += (votes[(bin + off + BINS) % BINS] ?? 0) * (VOTE_REACH + 1 - Math.abs(off));
    }
    if (sum > most) [best, most] = [bin, sum];
  }
  if (best === undefined) return undefined;
  const angle = ((best + 0.5) / BINS) * Math.PI;
  return angle > 0.75 * Math.PI ? angle - Math.PI : angle;
}

/** The mark to the left that another one follows on the same line. */
function precursor(mark: Mark, others: readonly Mark[]): Mark | undefined {
  let nearest: Mark | undefined;
  let cost = Infinity;
  for (const other of others) {
    const [lower, higher] = mark.height < other.height ? [mark, other] : [other, mark];
    const gap = mark.left - other.left - other.width;
    if (gap > WIDEST_GAP * higher.height || gap < -0.6 * higher.height) continue;
    if (higher.height > 2 * lower.height) continue;
    const bottoms = [mark.top + mark.height, other.top + other.height] as const;
    const overlap = Math.min(...bottoms) - Math.max(mark.top, other.top);
    if (overlap < 0.55 * lower.height) continue;
    const away = Math.max(0, gap) + 2 * Math.abs(bottoms[0] - bottoms[1]);
    if (away < cost) [nearest, cost] = [other, away];
  }
  return nearest;
}

/** Marks that follow one another from left to right, in runs of at least two. */
function runsOf(marks: readonly Mark[]): Mark[][] {
  const sorted = [...marks].sort((p, q) => p.left - q.left);
  const runOf = new Map<Mark, Mark[]>();
  sorted.forEach((mark, i) => {
    const before = precursor(mark, sorted.slice(0, i));
    const run = (before && runOf.get(before)) ?? [];
    run.push(mark);
    runOf.set(mark, run);
  });
  return [...new Set(runOf.values())].filter((run) => run.length > 1);
}

/** Theil-Sen: the median of the slopes between marks a third of the run apart shrugs off what hangs below the line. */
function slopeOf(run: readonly Mark[]): number {
  const hop = Math.max(1, Math.floor(run.length / 3));
  return median(
    run.slice(hop).map((to, i) => {
      const from = run[i] ?? to;
      return (to.top + to.height - from.top - from.height) / Math.max(1, to.left - from.left);
    }),
  );
}

/** How many characters there are, and where the words part. A mark wider than any letter is two that touch. */
function spacing(letters: readonly Mark[], size: number): Pick<PrintLine, 'count' | 'breaks'> {
  const gaps = letters.map((mark, i) => {
    const before = letters[i - 1];
    return before ? mark.left - before.left - before.width : 0;
  });
  const wide = Math.max(WORD_GAP * size, WIDER * median(gaps.slice(1)));
  let count = 0;
  const breaks: number[] = [];
  letters.forEach((mark, i) => {
    if ((gaps[i] ?? 0) > wide) breaks.push(count);
    count += mark.width > WIDEST_LETTER * size ? 2 : 1;
  });
  return { count, breaks };
}

/** The lines of print among the marks of a picture in which print runs from left to right, from the top to the bottom. */
export function findLines(marks: readonly Mark[]): PrintLine[] {
  const runs = runsOf(
    marks.filter(({ width, height }) => height >= SMALLEST_MARK && width <= WIDEST_MARK * height),
  );
  const common = median(runs.filter((run) => run.length >= LONG_LINE).map(slopeOf));
  return runs
    .map((run) => {
      const own = run.length >= LONG_LINE ? slopeOf(run) : common;
      const slope = Math.abs(own - common) < SLOPE_PLAY ? own : common;
      const left = Math.min(...run.map((mark) => mark.left));
      const right = Math.max(...run.map((mark) => mark.left + mark.width));
      const base = median(run.map((mark) => mark.top + mark.height - slope * (mark.left - left)));
      const heights = run.map((mark) => mark.height).sort((a, b) => a - b);
      // Small letters, commas and hyphens are lower than capitals, few marks are higher.
      const size = heights[Math.floor(0.6 * heights.length)] ?? 0;
      const letters = run.filter((mark) => mark.height > 0.5 * size);
      return {
        from: { x: left, y: base },
        to: { x: right, y: base + slope * (right - left) },
        size,
        ...spacing(letters, size),
      };
    })
    .sort((p, q) => p.from.y - q.from.y);
}
