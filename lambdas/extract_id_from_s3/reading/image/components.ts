import type { GrayPicture } from './resample';

/** A connected region: its centre of mass and the upright box around it, in pixels. */
export interface Component {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly pixels: number;
}

/** The 4-connected regions of non-zero pixels that have at least `least` pixels. */
export function components(picture: GrayPicture, least: number): Component[] {
  const { width, pixels } = picture;
  const unseen = new Uint8Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) unseen[i] = pixels[i] === 0 ? 0 : 1;
  const stack = new Int32Array(pixels.length);
  const steps = [-1, 1, -width, width];
  const found: Component[] = [];
  for (let start = 0; start < pixels.length; start++) {
    if (unseen[start] === 0) continue;
    unseen[start] = 0;
    stack[0] = start;
    let depth = 1;
    let count = 0;
    let sumX = 0;
    let sumY = 0;
    let left = width;
    let right = 0;
    let top = picture.height;
    let bottom = 0;
    while (depth > 0) {
      const at = stack[--depth] ?? 0;
      const x = at % width;
      const y = (at - x) / width;
      count++;
      sumX += x;
      sumY += y;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
      for (let side = 0; side < 4; side++) {
        const next = at + (steps[side] ?? 0);
        // A step left or right must not wrap into the neighbouring row.
        if (unseen[next] !== 1 || (side === 0 && x === 0) || (side === 1 && x === width - 1)) continue;
        unseen[next] = 0;
        stack[depth++] = next;
      }
    }
    if (count < least) continue;
    found.push({
      x: sumX / count + 0.5,
      y: sumY / count + 0.5,
      width: right - left + 1,
      height: bottom - top + 1,
      pixels: count,
    });
  }
  return found;
}
