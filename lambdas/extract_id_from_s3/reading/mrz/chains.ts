import { components } from '../image/components';
import { median } from '../image/median';
import { inkMask, type Inking } from '../image/paper';
import { resizePicture, shrinkBy, type GrayPicture, type Point } from '../image/resample';

/** A line of evenly set characters, in the picture's own pixels. */
export interface Chain {
  /** Middle of its first and of its last character, in reading order or the very opposite. */
  readonly from: Point;
  readonly to: Point;
  /** Height of a character. */
  readonly size: number;
  /** Distance from one character to the next. */
  readonly pitch: number;
  /** How many characters stand apart from their neighbours. */
  readonly count: number;
}

/** How a picture is looked at: at which size, and how it is parted into ink and paper. */
export interface View extends Inking {
  /** Pixels of the longer side. */
  readonly side: number;
}

/** Something of a character's size. */
interface Mark {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** A picture is never enlarged more than this. */
const MOST_ENLARGED = 2;

/** Characters are at least this many pixels high, and at most this share of the longer side. */
const SMALLEST_MARK = 6;
const LARGEST_MARK = 1 / 12;

/** A chain of fewer characters is no line of a machine-readable zone, not even a torn one. */
const SHORTEST_CHAIN = 10;

/** Marks by where they stand, for quick neighbours. */
class MarkGrid {
  static readonly #cell = 24;
  readonly #cells = new Map<string, Mark[]>();

  constructor(marks: readonly Mark[]) {
    for (const mark of marks) {
      const key = MarkGrid.#key(mark.x / MarkGrid.#cell, mark.y / MarkGrid.#cell);
      const cell = this.#cells.get(key);
      if (cell) cell.push(mark);
      else this.#cells.set(key, [mark]);
    }
  }

  static #key(column: number, row: number): string {
    return `${Math.floor(column)} ${Math.floor(row)}`;
  }

  /** The marks within `radius` of one whose size is less than `ratio` times larger or smaller. */
  near(mark: Mark, radius: number, ratio: number): Mark[] {
    const near: Mark[] = [];
    const cell = MarkGrid.#cell;
    for (let row = Math.floor((mark.y - radius) / cell); row * cell <= mark.y + radius; row++) {
      for (let column = Math.floor((mark.x - radius) / cell); column * cell <= mark.x + radius; column++) {
        for (const other of this.#cells.get(MarkGrid.#key(column, row)) ?? []) {
          if (other === mark || other.size > mark.size * ratio || mark.size > other.size * ratio) continue;
          if (Math.hypot(other.x - mark.x, other.y - mark.y) <= radius) near.push(other);
        }
      }
    }
    return near;
  }
}

/** Bins of 5° for directions without a sense, 0 to 180°. */
const BINS = 36;

/** The directions in which most marks have their nearest neighbour: along the lines of print. At most three, in (-45°, 135°]. */
function directionsOfPrint(marks: readonly Mark[], grid: MarkGrid): number[] {
  const votes = new Array<number>(BINS).fill(0);
  for (const mark of marks) {
    let nearest: Mark | undefined;
    let distance = Infinity;
    for (const other of grid.near(mark, 1.5 * mark.size, 1.6)) {
      const away = Math.hypot(other.x - mark.x, other.y - mark.y);
      if (away < distance) [nearest, distance] = [other, away];
    }
    if (!nearest) continue;
    const angle = Math.atan2(nearest.y - mark.y, nearest.x - mark.x);
    const bin = Math.floor((((angle + 2 * Math.PI) % Math.PI) / Math.PI) * BINS) % BINS;
    votes[bin] = (votes[bin] ?? 0) + 1;
  }
  const ranked = votes
    .map((own, bin) => ({
      angle: ((bin + 0.5) / BINS) * Math.PI,
      votes: own + 0.7 * ((votes[(bin + 1) % BINS] ?? 0) + (votes[(bin + BINS - 1) % BINS] ?? 0)),
    }))
    .filter((direction) => direction.votes > 1.2 * SHORTEST_CHAIN)
    .sort((p, q) => q.votes - p.votes);
  const directions: number[] = [];
  for (const { angle } of ranked) {
    if (directions.length === 3) break;
    // Closer than 20° is the same direction: the chains have that much play.
    if (directions.some((other) => Math.abs(Math.sin(other - angle)) < 0.35)) continue;
    directions.push(angle > 0.75 * Math.PI ? angle - Math.PI : angle);
  }
  return directions;
}

/** The best next mark along a direction, ahead or behind. One missing character is bridged. */
function neighbour(mark: Mark, grid: MarkGrid, cos: number, sin: number): Mark | undefined {
  let best: Mark | undefined;
  let cost = Infinity;
  for (const other of grid.near(mark, 2.7 * mark.size, 1.8)) {
    const ahead = (other.x - mark.x) * cos + (other.y - mark.y) * sin;
    const aside = Math.abs((other.y - mark.y) * cos - (other.x - mark.x) * sin);
    if (ahead < 0.3 * mark.size || ahead > 2.6 * mark.size || aside > 0.35 * mark.size + 0.1 * ahead)
      continue;
    if (ahead + 2 * aside < cost) [best, cost] = [other, ahead + 2 * aside];
  }
  return best;
}

/** Straightens a run of marks to a chain, where they are set evenly as a typewriter sets them. */
function evenChain(run: readonly Mark[], cos: number, sin: number): Chain | undefined {
  const along = run.map((mark) => mark.x * cos + mark.y * sin);
  const across = run.map((mark) => mark.y * cos - mark.x * sin);
  const size = median(run.map((mark) => mark.size));
  const gaps = along.slice(1).map((position, i) => position - (along[i] ?? 0));
  const pitch = median(gaps);
  const even = gaps.filter((gap) => Math.abs(gap / pitch - Math.round(gap / pitch)) < 0.25);
  if (even.length < 0.6 * gaps.length || pitch < 0.55 * size || pitch > 1.6 * size) return undefined;
  // Theil-Sen: the median of the slopes between marks a third of the run apart shrugs off what is no character.
  const hop = Math.floor(run.length / 3);
  const slope = median(
    along.slice(hop).map((to, i) => ((across[i + hop] ?? 0) - (across[i] ?? 0)) / (to - (along[i] ?? 0))),
  );
  const offset = median(across.map((position, i) => position - slope * (along[i] ?? 0)));
  const point = (position: number): Point => ({
    x: position * cos - (offset + slope * position) * sin,
    y: position * sin + (offset + slope * position) * cos,
  });
  return { from: point(along[0] ?? 0), to: point(along.at(-1) ?? 0), size, pitch, count: run.length };
}

/** Marks that are one another's next along a direction, as long as they go on. */
function chainsAlong(marks: readonly Mark[], grid: MarkGrid, angle: number): Chain[] {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const after = new Map(marks.map((mark) => [mark, neighbour(mark, grid, cos, sin)]));
  const before = new Map(marks.map((mark) => [mark, neighbour(mark, grid, -cos, -sin)]));
  const next = (mark: Mark): Mark | undefined => {
    const candidate = after.get(mark);
    return candidate && before.get(candidate) === mark ? candidate : undefined;
  };
  const chains: Chain[] = [];
  for (const mark of marks) {
    const previous = before.get(mark);
    if (previous && after.get(previous) === mark) continue;
    const run: Mark[] = [];
    for (let at: Mark | undefined = mark; at; at = next(at)) run.push(at);
    const chain = run.length < SHORTEST_CHAIN ? undefined : evenChain(run, cos, sin);
    if (chain) chains.push(chain);
  }
  return chains;
}

/** How many of the picture's pixels one of a view's is wide: a whole number, but for pictures that are too small. */
export function scaleOf({ width, height }: GrayPicture, { side }: View): number {
  const scale = Math.max(width, height) / side;
  return scale < 0.75 ? Math.max(1 / MOST_ENLARGED, scale) : Math.round(scale);
}

function seen(picture: GrayPicture, scale: number): GrayPicture {
  if (scale >= 1) return shrinkBy(picture, scale);
  return resizePicture(picture, Math.round(picture.width / scale), Math.round(picture.height / scale));
}

/** Every line of evenly set characters in a picture, in whatever direction, the longest first. */
export function findChains(picture: GrayPicture, view: View): Chain[] {
  const scale = scaleOf(picture, view);
  const mask = inkMask(seen(picture, scale), view);
  const { width, height } = mask;
  const largest = LARGEST_MARK * Math.max(width, height);
  const marks = components(mask, 2 * SMALLEST_MARK)
    .filter((component) => Math.min(component.width, component.height) > 1)
    .map(({ x, y, ...box }): Mark => ({ x, y, size: Math.max(box.width, box.height) }))
    .filter((mark) => mark.size >= SMALLEST_MARK && mark.size <= largest);
  const grid = new MarkGrid(marks);
  const own = ({ x, y }: Point): Point => ({ x: x * scale, y: y * scale });
  return directionsOfPrint(marks, grid)
    .flatMap((angle) => chainsAlong(marks, grid, angle))
    .map((chain) => ({
      from: own(chain.from),
      to: own(chain.to),
      size: chain.size * scale,
      pitch: chain.pitch * scale,
      count: chain.count,
    }))
    .sort((p, q) => q.count - p.count);
}
