import type { GrayPicture } from './resample';

/** A connected region: its centre of mass and the upright box around it, in pixels. */
export interface Component {
  readonly x: number;
  readonly y: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly pixels: number;
}

/** Sums over the runs of a region; `heir` is the region that it became part of. */
interface Region {
  heir: Region | undefined;
  count: number;
  sumX: number;
  sumY: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Neighbouring pixels of ink in one row, from `from` to before `to`. */
interface Run {
  readonly from: number;
  readonly to: number;
  readonly region: Region;
}

function latestHeir(region: Region): Region {
  let heir = region;
  while (heir.heir) heir = heir.heir;
  return heir;
}

function unite(region: Region, other: Region): Region {
  if (region === other) return region;
  region.count += other.count;
  region.sumX += other.sumX;
  region.sumY += other.sumY;
  region.left = Math.min(region.left, other.left);
  region.right = Math.max(region.right, other.right);
  region.top = Math.min(region.top, other.top);
  region.bottom = Math.max(region.bottom, other.bottom);
  other.heir = region;
  return region;
}

/** The regions of a row's runs: their own, and those of the row above that they touch. */
function runsOf(
  pixels: Uint8Array,
  y: number,
  width: number,
  above: readonly Run[],
  regions: Region[],
): Run[] {
  const runs: Run[] = [];
  const row = y * width;
  let next = 0;
  for (let x = 0; x < width; x++) {
    if (pixels[row + x] === 0) continue;
    const from = x;
    while (x < width && pixels[row + x] !== 0) x++;
    const count = x - from;
    const sumX = (count * (from + x - 1)) / 2;
    let region: Region = {
      heir: undefined,
      count,
      sumX,
      sumY: count * y,
      left: from,
      right: x - 1,
      top: y,
      bottom: y,
    };
    while (next < above.length && (above[next]?.to ?? 0) <= from) next++;
    let isNew = true;
    for (let i = next; i < above.length; i++) {
      const touching = above[i];
      if (!touching || touching.from >= x) break;
      region = unite(latestHeir(touching.region), region);
      isNew = false;
    }
    if (isNew) regions.push(region);
    runs.push({ from, to: x, region });
  }
  return runs;
}

/** The 4-connected regions of non-zero pixels that have at least `least` pixels, from the top. */
export function components(picture: GrayPicture, least: number): Component[] {
  const { width, height, pixels } = picture;
  const regions: Region[] = [];
  let runs: Run[] = [];
  for (let y = 0; y < height; y++) runs = runsOf(pixels, y, width, runs, regions);
  return regions
    .filter(({ heir, count }) => heir === undefined && count >= least)
    .map(({ count, sumX, sumY, left, right, top, bottom }) => ({
      x: sumX / count + 0.5,
      y: sumY / count + 0.5,
      left,
      top,
      width: right - left + 1,
      height: bottom - top + 1,
      pixels: count,
    }));
}
