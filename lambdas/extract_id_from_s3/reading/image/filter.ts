import { enlargeBy, shrinkBy, type GrayPicture } from './resample';

/** How the pixels of a picture lie along one axis. */
interface Layout {
  readonly length: number;
  readonly lines: number;
  readonly step: number;
  readonly lineStep: number;
}

function along({ width, height }: GrayPicture, axis: 'x' | 'y'): Layout {
  return axis === 'x'
    ? { length: width, lines: height, step: 1, lineStep: width }
    : { length: height, lines: width, step: width, lineStep: 1 };
}

/** Running maximum over `2 × radius + 1` pixels along one axis: a monotone queue, equally fast for every radius. */
function runningMaximum(picture: GrayPicture, radius: number, axis: 'x' | 'y'): GrayPicture {
  const { pixels } = picture;
  const { length, lines, step, lineStep } = along(picture, axis);
  const result = new Uint8Array(pixels.length);
  const queue = new Int32Array(length);
  for (let line = 0; line < lines; line++) {
    const base = line * lineStep;
    let head = 0;
    let tail = 0;
    for (let i = 0; i < length + radius; i++) {
      if (i < length) {
        const value = pixels[base + i * step] ?? 0;
        while (tail > head && (pixels[base + (queue[tail - 1] ?? 0) * step] ?? 0) <= value) tail--;
        queue[tail++] = i;
      }
      const centre = i - radius;
      if (centre >= 0) {
        while ((queue[head] ?? 0) < centre - radius) head++;
        result[base + centre * step] = pixels[base + (queue[head] ?? 0) * step] ?? 0;
      }
    }
  }
  return { ...picture, pixels: result };
}

/** Each pixel becomes the brightest of the square of `2 × radius + 1` pixels around it. */
export function dilate(picture: GrayPicture, radius: number): GrayPicture {
  return runningMaximum(runningMaximum(picture, radius, 'x'), radius, 'y');
}

/** Mean over `2 × radius + 1` pixels of each row; the edge pixel goes on outside. */
function meanOfRows(source: Uint16Array, target: Uint16Array, width: number, radius: number): void {
  const share = 1 / (2 * radius + 1);
  for (let row = 0; row < source.length; row += width) {
    const first = source[row] ?? 0;
    const final = source[row + width - 1] ?? 0;
    let sum = first * (radius + 1);
    for (let i = 1; i <= radius; i++) sum += i < width ? (source[row + i] ?? 0) : final;
    for (let i = 0; i < width; i++) {
      target[row + i] = sum * share + 0.5;
      const entering = i + radius + 1 < width ? (source[row + i + radius + 1] ?? 0) : final;
      const leaving = i > radius ? (source[row + i - radius] ?? 0) : first;
      sum += entering - leaving;
    }
  }
}

/** The same along the columns, all of them side by side: memory is walked row by row. */
function meanOfColumns(source: Uint16Array, target: Uint16Array, width: number, radius: number): void {
  const share = 1 / (2 * radius + 1);
  const last = source.length - width;
  const sums = new Float64Array(width);
  for (let i = -radius; i <= radius; i++) {
    const row = i < 0 ? 0 : i * width > last ? last : i * width;
    for (let x = 0; x < width; x++) sums[x] = (sums[x] ?? 0) + (source[row + x] ?? 0);
  }
  for (let row = 0; row <= last; row += width) {
    const below = row + (radius + 1) * width;
    const above = row - radius * width;
    const entering = below > last ? last : below;
    const leaving = above < 0 ? 0 : above;
    for (let x = 0; x < width; x++) {
      const sum = sums[x] ?? 0;
      target[row + x] = sum * share + 0.5;
      sums[x] = sum + (source[entering + x] ?? 0) - (source[leaving + x] ?? 0);
    }
  }
}

function rounded(value: number): number {
  const level = (value + 128) >> 8;
  return level > 255 ? 255 : level;
}

/** Gaussian blur of about `sigma` pixels as three box means; the edge goes on outside. */
export function blur(picture: GrayPicture, sigma: number): GrayPicture {
  // Three boxes of radius r have the variance r(r + 1).
  const radius = Math.max(1, Math.round((Math.sqrt(1 + 4 * sigma * sigma) - 1) / 2));
  // 8 bits for the value, 8 for what rounding would lose between the passes.
  const from = new Uint16Array(picture.pixels.length);
  const to = new Uint16Array(picture.pixels.length);
  for (let i = 0; i < from.length; i++) from[i] = (picture.pixels[i] ?? 0) << 8;
  for (let pass = 0; pass < 3; pass++) {
    meanOfRows(from, to, picture.width, radius);
    meanOfColumns(to, from, picture.width, radius);
  }
  const pixels = new Uint8Array(from.length);
  for (let i = 0; i < pixels.length; i++) pixels[i] = rounded(from[i] ?? 0);
  return { ...picture, pixels };
}

/** What is this much smaller than a blur's sigma is lost in it anyway. */
const LOST_IN_BLUR = 1 / 4;

/** `blur` for a large `sigma`, in cells of pixels that share a value. */
export function blurWidely(picture: GrayPicture, sigma: number): GrayPicture {
  const cell = Math.max(1, Math.trunc(sigma * LOST_IN_BLUR));
  return enlargeBy(blur(shrinkBy(picture, cell), sigma / cell), cell, picture.width, picture.height);
}
