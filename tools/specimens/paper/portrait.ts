import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Random } from '../random';
import { paint } from './picture';
import type { Sheet } from './sheet';

/** Where a portrait goes, in millimetres. Its height is 1.25 times its width. */
export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

const PROPORTION = 1.25;

/** Skin and hair that go together. */
const looks = [
  ['#f0cfb4', '#d9b878'],
  ['#f3d7c3', '#a3552f'],
  ['#e8bf9f', '#6d4a2f'],
  ['#e8bf9f', '#8f8a86'],
  ['#f0cfb4', '#b98b4e'],
  ['#d9a781', '#3b2c24'],
  ['#b98560', '#1f1d1f'],
  ['#8d5f42', '#241d1c'],
] as const;
const clothes = ['#2f3e52', '#4a4453', '#3f5a4f', '#6a3b3f', '#55606b', '#33475f'] as const;
const styles = {
  F: ['long', 'bun', 'parted'],
  M: ['short', 'parted', 'shaven'],
} as const;
type Style = (typeof styles)['F' | 'M'][number];

/**
 * A drawn bust, without a face: a specimen needs the place of a portrait, not a likeness of anybody. `faint` draws it as
 * the small second image that documents print beside the text.
 */
export function drawPortrait(
  sheet: Sheet,
  random: Random,
  sex: 'F' | 'M',
  frame: Frame,
  faint = false,
): void {
  const scale = frame.width * sheet.pixelsPerMm;
  const picture = paint(scale, scale * PROPORTION, (pen) => {
    pen.scale(scale, scale);
    pen.beginPath();
    pen.roundRect(0, 0, 1, PROPORTION, faint ? 0.5 : 0.02);
    pen.clip();
    drawBust(pen, random, sex);
    engrave(pen);
  });
  sheet.pen.save();
  sheet.pen.globalAlpha = faint ? 0.3 : 1;
  sheet.pen.drawImage(picture, frame.x, frame.y, frame.width, frame.width * PROPORTION);
  sheet.pen.restore();
}

function drawBust(pen: SKRSContext2D, random: Random, sex: 'F' | 'M'): void {
  const [skin, hair] = random.pick(looks);
  const cloth = random.pick(clothes);
  const style = random.pick<Style>(styles[sex]);

  const wall = pen.createLinearGradient(0, 0, 0, PROPORTION);
  wall.addColorStop(0, '#e3e8ea');
  wall.addColorStop(1, '#c3cbd1');
  pen.fillStyle = wall;
  pen.fillRect(0, 0, 1, PROPORTION);

  if (style === 'long') fill(pen, hair, () => pen.roundRect(0.24, 0.24, 0.52, 0.72, [0.26, 0.26, 0.1, 0.1]));
  if (style === 'bun') fill(pen, hair, () => pen.arc(0.5, 0.15, 0.095, 0, 2 * Math.PI));

  fill(pen, cloth, () => {
    pen.moveTo(0.02, PROPORTION);
    pen.bezierCurveTo(0.03, 1.0, 0.16, 0.98, 0.38, 0.91);
    pen.lineTo(0.62, 0.91);
    pen.bezierCurveTo(0.84, 0.98, 0.97, 1.0, 0.98, PROPORTION);
  });
  fill(pen, skin, () => {
    pen.moveTo(0.4, 0.7);
    pen.lineTo(0.4, 0.9);
    pen.quadraticCurveTo(0.5, 1.08, 0.6, 0.9);
    pen.lineTo(0.6, 0.7);
  });
  fill(pen, 'rgba(60, 30, 20, 0.22)', () => pen.ellipse(0.5, 0.8, 0.1, 0.075, 0, 0, Math.PI));
  fill(pen, skin, () => {
    pen.ellipse(0.285, 0.55, 0.035, 0.07, 0.1, 0, 2 * Math.PI);
    pen.ellipse(0.715, 0.55, 0.035, 0.07, -0.1, 0, 2 * Math.PI);
  });
  fill(pen, skin, () => traceHead(pen));
  pen.save();
  pen.beginPath();
  traceHead(pen);
  pen.clip();
  fill(pen, 'rgba(70, 35, 25, 0.1)', () => pen.ellipse(0.74, 0.6, 0.17, 0.42, 0.08, 0, 2 * Math.PI));
  pen.restore();
  drawHair(pen, hair, style);
}

function traceHead(pen: SKRSContext2D): void {
  pen.moveTo(0.29, 0.48);
  pen.bezierCurveTo(0.28, 0.18, 0.72, 0.18, 0.71, 0.48);
  pen.bezierCurveTo(0.71, 0.68, 0.64, 0.82, 0.5, 0.83);
  pen.bezierCurveTo(0.36, 0.82, 0.29, 0.68, 0.29, 0.48);
}

function drawHair(pen: SKRSContext2D, colour: string, style: Style): void {
  if (style === 'shaven') {
    pen.globalAlpha *= 0.35;
    fill(pen, colour, () => {
      pen.moveTo(0.29, 0.48);
      pen.bezierCurveTo(0.28, 0.18, 0.72, 0.18, 0.71, 0.48);
      pen.bezierCurveTo(0.66, 0.3, 0.34, 0.3, 0.29, 0.48);
    });
    pen.globalAlpha /= 0.35;
    return;
  }
  fill(pen, colour, () => {
    pen.moveTo(0.27, 0.54);
    pen.bezierCurveTo(0.21, 0.1, 0.79, 0.1, 0.73, 0.54);
    if (style === 'parted') {
      pen.bezierCurveTo(0.71, 0.38, 0.6, 0.36, 0.42, 0.3);
      pen.bezierCurveTo(0.4, 0.36, 0.3, 0.38, 0.27, 0.54);
    } else if (style === 'short') {
      pen.bezierCurveTo(0.7, 0.32, 0.62, 0.36, 0.5, 0.34);
      pen.bezierCurveTo(0.38, 0.36, 0.3, 0.32, 0.27, 0.54);
    } else {
      pen.bezierCurveTo(0.71, 0.4, 0.56, 0.34, 0.5, 0.27);
      pen.bezierCurveTo(0.44, 0.34, 0.29, 0.4, 0.27, 0.54);
    }
  });
}

/** Fine lines over the picture, as an engraver would lay them. */
function engrave(pen: SKRSContext2D): void {
  pen.strokeStyle = 'rgba(255, 255, 255, 0.13)';
  pen.lineWidth = 0.005;
  for (let y = 0.01; y < PROPORTION; y += 0.022) {
    pen.beginPath();
    pen.moveTo(0, y);
    pen.bezierCurveTo(0.3, y + 0.02, 0.7, y - 0.02, 1, y);
    pen.stroke();
  }
}

function fill(pen: SKRSContext2D, colour: string, trace: () => void): void {
  pen.fillStyle = colour;
  pen.beginPath();
  trace();
  pen.fill();
}

/** A pen stroke that looks like a signature and spells nothing. `x`, `y` are its left end on the line; millimetres. */
export function drawSignature(sheet: Sheet, random: Random, x: number, y: number, width: number): void {
  const { pen } = sheet;
  const loops = random.integer(4, 9);
  const step = width / (loops + 1.5);
  const slant = random.between(0, 0.7) * step;
  pen.save();
  pen.strokeStyle = '#1c2a52';
  pen.lineWidth = 0.32;
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  pen.beginPath();
  pen.moveTo(x, y + random.between(-1, 0.4));
  const capital = random.between(4.2, 6.6);
  pen.bezierCurveTo(x + step, y - capital, x + 2 * step, y - 0.8 * capital, x + 0.8 * step, y + 0.4);
  for (let loop = 0; loop < loops; loop++) {
    const left = x + step * (0.8 + loop);
    const rise = random.next() < 0.25 ? random.between(3.4, 5) : random.between(0.9, 2.4);
    const end = y + random.between(-0.4, 0.5);
    pen.bezierCurveTo(left + slant, y - rise, left + step + slant, y - rise, left + step, end);
  }
  pen.quadraticCurveTo(x + width * 0.95, y + 0.5, x + width, y - random.between(-0.6, 2));
  pen.stroke();
  pen.restore();
}
