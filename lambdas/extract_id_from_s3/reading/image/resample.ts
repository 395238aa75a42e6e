/** An 8-bit luminance picture, row by row, 0 black to 255 white. */
export interface GrayPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The four corners of a region, named as they stand in the upright result. Pixel centres are at whole numbers + 0.5. */
export interface Quad {
  readonly topLeft: Point;
  readonly topRight: Point;
  readonly bottomLeft: Point;
  readonly bottomRight: Point;
}

/** For every target pixel of one axis: the first source pixel and the weights of it and its `taps` - 1 followers. */
interface AxisWeights {
  readonly first: Int32Array;
  readonly weights: Float32Array;
  readonly taps: number;
}

function axisWeights(source: number, target: number): AxisWeights {
  const scale = source / target;
  const taps = scale > 1 ? Math.ceil(scale) + 1 : 2;
  const first = new Int32Array(target);
  const weights = new Float32Array(target * taps);
  for (let i = 0; i < target; i++) {
    if (scale > 1) {
      const from = i * scale;
      const to = from + scale;
      const start = Math.floor(from);
      first[i] = start;
      for (let k = 0; k < taps; k++) {
        const cover = Math.min(to, start + k + 1) - Math.max(from, start + k);
        weights[i * taps + k] = start + k < source ? Math.max(0, cover) / scale : 0;
      }
    } else {
      const at = Math.min(source - 1, Math.max(0, (i + 0.5) * scale - 0.5));
      const start = Math.min(Math.floor(at), Math.max(0, source - 2));
      first[i] = start;
      weights[i * taps] = 1 - (at - start);
      weights[i * taps + 1] = at - start;
    }
  }
  return { first, weights, taps };
}

function reduceRow(source: Uint8Array, { first, weights, taps }: AxisWeights, target: Float32Array): void {
  for (let x = 0; x < target.length; x++) {
    const start = first[x] ?? 0;
    let sum = 0;
    for (let k = 0; k < taps; k++) sum += (source[start + k] ?? 0) * (weights[x * taps + k] ?? 0);
    target[x] = sum;
  }
}

/**
 * Resizes to exactly `width` × `height`: by area average where it shrinks, bilinear where it grows.
 * The values keep their 0 to 255 scale but are not rounded.
 */
export function resize(picture: GrayPicture, width: number, height: number): Float32Array {
  const { pixels, width: sourceWidth, height: sourceHeight } = picture;
  const across = axisWeights(sourceWidth, width);
  const down = axisWeights(sourceHeight, height);
  const result = new Float32Array(width * height);
  const row = new Float32Array(width);
  // A row that two target rows share is reduced once: it is the last of the one and the first of the other.
  let reduced = -1;
  for (let y = 0; y < height; y++) {
    const start = down.first[y] ?? 0;
    for (let k = 0; k < down.taps; k++) {
      const weight = down.weights[y * down.taps + k] ?? 0;
      if (weight <= 0) continue;
      if (reduced !== start + k) {
        reduced = start + k;
        reduceRow(pixels.subarray(reduced * sourceWidth, (reduced + 1) * sourceWidth), across, row);
      }
      for (let x = 0; x < width; x++) {
        const i = y * width + x;
        result[i] = (result[i] ?? 0) + (row[x] ?? 0) * weight;
      }
    }
  }
  return result;
}

/** `resize`, rounded back to an 8-bit picture. */
export function resizePicture(picture: GrayPicture, width: number, height: number): GrayPicture {
  if (width === picture.width && height === picture.height) return picture;
  const resized = resize(picture, width, height);
  const pixels = new Uint8Array(resized.length);
  for (let i = 0; i < pixels.length; i++) pixels[i] = (resized[i] ?? 0) + 0.5;
  return { width, height, pixels };
}

/** The picture reduced so that its longer side has at most `longest` pixels; never enlarged. */
export function reduceTo(picture: GrayPicture, longest: number): GrayPicture {
  const scale = longest / Math.max(picture.width, picture.height);
  if (scale >= 1) return picture;
  return resizePicture(
    picture,
    Math.max(1, Math.round(picture.width * scale)),
    Math.max(1, Math.round(picture.height * scale)),
  );
}

/** A picture one `n`th as wide and high, each pixel the mean of `n` × `n`; what is left over at the right and below is lost. */
export function shrinkBy(picture: GrayPicture, n: number): GrayPicture {
  if (n === 1) return picture;
  const { pixels, width: sourceWidth } = picture;
  const width = Math.max(1, Math.trunc(picture.width / n));
  const height = Math.max(1, Math.trunc(picture.height / n));
  const share = 1 / (n * n);
  const result = new Uint8Array(width * height);
  const sums = new Int32Array(width);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let j = 0; j < n; j++) {
      let at = (y * n + j) * sourceWidth;
      for (let x = 0; x < width; x++) {
        let sum = sums[x] ?? 0;
        for (let i = 0; i < n; i++) sum += pixels[at++] ?? 0;
        sums[x] = sum;
      }
    }
    for (let x = 0; x < width; x++) result[y * width + x] = (sums[x] ?? 0) * share + 0.5;
  }
  return { width, height, pixels: result };
}

/** A picture with each pixel `n` × `n` times, `width` × `height` of them; its last row and column go on as far as needed. */
export function enlargeBy(picture: GrayPicture, n: number, width: number, height: number): GrayPicture {
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const to = y * width;
    if (y % n !== 0) {
      pixels.copyWithin(to, to - width, to);
      continue;
    }
    const from = Math.min(y / n, picture.height - 1) * picture.width;
    for (let column = 0; column * n < width; column++) {
      const end = to + Math.min(width, (column + 1) * n);
      pixels.fill(picture.pixels[from + Math.min(column, picture.width - 1)] ?? 0, to + column * n, end);
    }
  }
  return { width, height, pixels };
}

/** Turns clockwise by `turns` × 90°. */
export function turn(picture: GrayPicture, turns: number): GrayPicture {
  const quarter = ((turns % 4) + 4) % 4;
  if (quarter === 0) return picture;
  const { width, height, pixels } = picture;
  const result = new Uint8Array(width * height);
  const [turnedWidth, turnedHeight] = quarter === 2 ? [width, height] : [height, width];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [toX, toY] =
        quarter === 1
          ? [height - 1 - y, x]
          : quarter === 2
            ? [width - 1 - x, height - 1 - y]
            : [y, width - 1 - x];
      result[toY * turnedWidth + toX] = pixels[y * width + x] ?? 0;
    }
  }
  return { width: turnedWidth, height: turnedHeight, pixels: result };
}

/** A rectangle turned by `angle` (radians, clockwise on the screen) about its centre. */
export function turnedRectangle(centre: Point, angle: number, width: number, height: number): Quad {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const corner = (x: number, y: number): Point => ({
    x: centre.x + x * cos - y * sin,
    y: centre.y + x * sin + y * cos,
  });
  return {
    topLeft: corner(-width / 2, -height / 2),
    topRight: corner(width / 2, -height / 2),
    bottomLeft: corner(-width / 2, height / 2),
    bottomRight: corner(width / 2, height / 2),
  };
}

/** Within 0 and `highest`. Cheaper than Math's functions where it is called for every pixel. */
function clamp(value: number, highest: number): number {
  return value < 0 ? 0 : value > highest ? highest : value;
}

/**
 * Lifts a quad out of a picture and straightens it to `width` × `height`, bilinear in the source; where it shrinks it averages
 * as many samples as fit. Outside the picture its nearest edge pixel goes on.
 */
export function sampleQuad(picture: GrayPicture, quad: Quad, width: number, height: number): GrayPicture {
  const { pixels, width: sourceWidth, height: sourceHeight } = picture;
  const { topLeft, topRight, bottomLeft, bottomRight } = quad;
  const across = Math.max(
    Math.hypot(topRight.x - topLeft.x, topRight.y - topLeft.y),
    Math.hypot(bottomRight.x - bottomLeft.x, bottomRight.y - bottomLeft.y),
  );
  const down = Math.max(
    Math.hypot(bottomLeft.x - topLeft.x, bottomLeft.y - topLeft.y),
    Math.hypot(bottomRight.x - topRight.x, bottomRight.y - topRight.y),
  );
  const tapsX = Math.min(8, Math.max(1, Math.round(across / width)));
  const tapsY = Math.min(8, Math.max(1, Math.round(down / height)));
  const sums = new Float32Array(width);
  const result = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let j = 0; j < tapsY; j++) {
      const v = (y + (j + 0.5) / tapsY) / height;
      const leftX = topLeft.x + (bottomLeft.x - topLeft.x) * v;
      const leftY = topLeft.y + (bottomLeft.y - topLeft.y) * v;
      const stepX = (topRight.x + (bottomRight.x - topRight.x) * v - leftX) / (width * tapsX);
      const stepY = (topRight.y + (bottomRight.y - topRight.y) * v - leftY) / (width * tapsX);
      for (let i = 0; i < width * tapsX; i++) {
        const sx = clamp(leftX + stepX * (i + 0.5) - 0.5, sourceWidth - 1);
        const sy = clamp(leftY + stepY * (i + 0.5) - 0.5, sourceHeight - 1);
        const x0 = sx | 0;
        const y0 = sy | 0;
        const fx = sx - x0;
        const fy = sy - y0;
        const at = y0 * sourceWidth + x0;
        const right = x0 + 1 < sourceWidth ? 1 : 0;
        const below = y0 + 1 < sourceHeight ? sourceWidth : 0;
        const top = (pixels[at] ?? 0) * (1 - fx) + (pixels[at + right] ?? 0) * fx;
        const bottom = (pixels[at + below] ?? 0) * (1 - fx) + (pixels[at + below + right] ?? 0) * fx;
        const x = (i / tapsX) | 0;
        sums[x] = (sums[x] ?? 0) + top * (1 - fy) + bottom * fy;
      }
    }
    for (let x = 0; x < width; x++) result[y * width + x] = (sums[x] ?? 0) / (tapsX * tapsY) + 0.5;
  }
  return { width, height, pixels: result };
}
