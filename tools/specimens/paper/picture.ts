import { createCanvas, type Canvas, type SKRSContext2D } from '@napi-rs/canvas';

/** A picture of `width` × `height` pixels that `draw` paints. */
export function paint(width: number, height: number, draw: (pen: SKRSContext2D) => void): Canvas {
  const picture = createCanvas(Math.round(width), Math.round(height));
  draw(picture.getContext('2d'));
  return picture;
}
