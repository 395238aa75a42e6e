import type { Canvas } from '@napi-rs/canvas';
import type { Random } from '../random';
import { paint } from '../paper/picture';

// Taken once: a look at a global costs where code runs in a sandbox, and a picture has millions of pixels.
const { floor } = Math;

/** A point of a picture, in pixels. */
export type Point = readonly [x: number, y: number];
/** Where the corners of a page come to lie: upper left, upper right, lower right, lower left. */
export type Quadrilateral = readonly [Point, Point, Point, Point];

const tables = [
  { wood: '#8a6a4c', grain: '#5f442c' },
  { wood: '#b39a7d', grain: '#8d7355' },
  { wood: '#5c5f63', grain: '#4a4d51' },
  { wood: '#6f5b4a', grain: '#4d3d30' },
] as const;

/** A table-top of `width` × `height` pixels: a colour, and the grain of wood. */
export function drawTable(width: number, height: number, random: Random): Canvas {
  const { wood, grain } = random.pick(tables);
  return paint(width, height, (pen) => {
    pen.fillStyle = wood;
    pen.fillRect(0, 0, width, height);
    pen.strokeStyle = grain;
    for (let y = -20; y < height + 20; y += random.between(14, 44)) {
      pen.globalAlpha = random.between(0.05, 0.28);
      pen.lineWidth = random.between(2, 9);
      const sway = random.between(6, 26);
      pen.beginPath();
      pen.moveTo(0, y);
      pen.bezierCurveTo(width * 0.3, y + sway, width * 0.6, y - sway, width, y + random.between(-sway, sway));
      pen.stroke();
    }
  });
}

/** Lays a page on a table so that its corners come to `corners`, with the soft dark edge of a thing that lies there. */
export function layOnTable(page: Canvas, table: Canvas, corners: Quadrilateral): Canvas {
  const warped = warp(page, table.width, table.height, corners);
  return paint(table.width, table.height, (pen) => {
    pen.drawImage(table, 0, 0);
    pen.shadowColor = 'rgba(0, 0, 0, 0.55)';
    pen.shadowBlur = 18;
    pen.shadowOffsetX = 4;
    pen.shadowOffsetY = 7;
    pen.drawImage(warped, 0, 0);
  });
}

/** A page, as a camera that does not look straight down sees it. Bilinear, on an otherwise transparent picture. */
function warp(page: Canvas, width: number, height: number, corners: Quadrilateral): Canvas {
  const toPage = homography(corners, [
    [0, 0],
    [page.width, 0],
    [page.width, page.height],
    [0, page.height],
  ]);
  return paint(width, height, (pen) => {
    const target = pen.createImageData(width, height);
    // Each look at `data` crosses into native code: once is enough.
    const { data } = page.getContext('2d').getImageData(0, 0, page.width, page.height);
    const source = { data, width: page.width, height: page.height };
    const pixels = target.data;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [u, v] = toPage(x + 0.5, y + 0.5);
        sample(source, u - 0.5, v - 0.5, pixels, (y * width + x) * 4);
      }
    }
    pen.putImageData(target, 0, 0);
  });
}

interface Pixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

function sample(source: Pixels, u: number, v: number, target: Uint8ClampedArray, at: number): void {
  const { data, width, height } = source;
  if (u < 0 || v < 0 || u >= width - 1 || v >= height - 1) return;
  const left = floor(u);
  const top = floor(v);
  const right = u - left;
  const below = v - top;
  const first = (top * width + left) * 4;
  const second = first + width * 4;
  for (let channel = 0; channel < 4; channel++) {
    const upper = (data[first + channel] ?? 0) * (1 - right) + (data[first + 4 + channel] ?? 0) * right;
    const lower = (data[second + channel] ?? 0) * (1 - right) + (data[second + 4 + channel] ?? 0) * right;
    target[at + channel] = upper * (1 - below) + lower * below;
  }
}

/** The projective map that takes the four points of `from` to those of `to`. */
function homography(from: Quadrilateral, to: Quadrilateral): (x: number, y: number) => Point {
  const equations: number[][] = [];
  from.forEach(([x, y], index) => {
    const [u, v] = to[index] ?? [0, 0];
    equations.push([x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]);
  });
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = solve(equations);
  return (x, y) => {
    const depth = g * x + h * y + 1;
    return [(a * x + b * y + c) / depth, (d * x + e * y + f) / depth];
  };
}

/** Gauss–Jordan elimination with row pivoting; each row holds its coefficients and then the right-hand side. */
function solve(rows: number[][]): number[] {
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const candidates = rows.slice(column);
    candidates.sort((one, other) => Math.abs(other[column] ?? 0) - Math.abs(one[column] ?? 0));
    rows.splice(column, candidates.length, ...candidates);
    const pivotRow = rows[column] ?? [];
    const pivot = pivotRow[column] ?? 0;
    if (pivot === 0) throw new RangeError('The corners of a page must not lie on one line.');
    const scaled = pivotRow.map((value) => value / pivot);
    rows.forEach((row, index) => {
      const factor = row[column] ?? 0;
      rows[index] = index === column ? scaled : row.map((value, at) => value - factor * (scaled[at] ?? 0));
    });
  }
  return rows.map((row) => row[size] ?? 0);
}
