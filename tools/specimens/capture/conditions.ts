import type { Canvas } from '@napi-rs/canvas';
import type { Random } from '../random';
import { addNoise, blur, castShadow, lightUnevenly, reflectLamp, shrink, turn } from './faults';
import { paint } from '../paper/picture';
import { drawTable, layOnTable, type Point, type Quadrilateral } from './scene';

/** How a document came to be a picture. */
export const conditionNames = [
  'clean',
  'photo',
  'rotated',
  'skewed',
  'shadow',
  'glare',
  'low-res',
  'blurred',
  'noise',
  'jpeg-low',
] as const;
export type ConditionName = (typeof conditionNames)[number];

/** A picture and the JPEG quality (1 to 100) it is to be written with. */
export interface Capture {
  readonly picture: Canvas;
  readonly quality: number;
}

const PHOTO_QUALITY = 66;
const SCAN_QUALITY = 62;

/** Takes the picture of a drawn page, with the faults of a condition. The same page and seed give the same picture. */
export function capture(page: Canvas, condition: ConditionName, random: Random): Capture {
  const photo = (): Canvas => photograph(page, random, { turn: 2, lean: 0.03 });
  switch (condition) {
    case 'clean':
      return { picture: scan(page), quality: SCAN_QUALITY };
    case 'photo':
      return { picture: addNoise(lightUnevenly(photo(), random, 0.7), random, 2.5), quality: PHOTO_QUALITY };
    case 'rotated':
      return { picture: turn(scan(page), random.pick([1, 2, 3])), quality: SCAN_QUALITY };
    case 'skewed': {
      const degrees = random.between(3, 10) * random.pick([-1, 1]);
      return { picture: photograph(page, random, { turn: 0, lean: 0 }, degrees), quality: PHOTO_QUALITY };
    }
    case 'shadow':
      return { picture: castShadow(photo(), random), quality: PHOTO_QUALITY };
    case 'glare':
      return { picture: reflectLamp(photo(), random), quality: PHOTO_QUALITY };
    case 'low-res':
      return { picture: shrink(photo(), 760), quality: PHOTO_QUALITY };
    case 'blurred':
      return { picture: blur(photo(), page.width / 130), quality: PHOTO_QUALITY };
    case 'noise':
      return { picture: addNoise(lightUnevenly(photo(), random, 0.6), random, 20), quality: PHOTO_QUALITY };
    case 'jpeg-low':
      return { picture: photo(), quality: 14 };
  }
}

/** A flatbed scan: the page, upright, on the white of the lid. */
function scan(page: Canvas): Canvas {
  const border = Math.round(page.width * 0.015);
  return paint(page.width + 2 * border, page.height + 2 * border, (pen) => {
    pen.fillStyle = '#fdfdfd';
    pen.fillRect(0, 0, page.width + 2 * border, page.height + 2 * border);
    pen.shadowColor = 'rgba(0, 0, 0, 0.4)';
    pen.shadowBlur = 8;
    pen.shadowOffsetY = 1;
    pen.drawImage(page, border, border);
  });
}

/**
 * A phone's picture: the page on a table-top with some room around it, turned by up to `turn` degrees, its corners off by
 * up to `lean` of its width. The picture is as wide as the page, so the page comes out smaller than it was drawn.
 */
function photograph(
  page: Canvas,
  random: Random,
  hand: { turn: number; lean: number },
  degrees?: number,
): Canvas {
  const angle = ((degrees ?? random.between(-hand.turn, hand.turn)) * Math.PI) / 180;
  const width = page.width * 1.1;
  const height = Math.max(width * 0.75, page.height * 1.12);
  const spread = page.width * Math.abs(Math.cos(angle)) + page.height * Math.abs(Math.sin(angle));
  const scale = (width * 0.93) / spread;
  const [cos, sin] = [Math.cos(angle) * scale, Math.sin(angle) * scale];
  const corner = (right: number, down: number): Point => {
    const [x, y] = [(right * page.width) / 2, (down * page.height) / 2];
    const off = (): number => random.between(-hand.lean, hand.lean) * page.width * 0.5;
    return [width / 2 + x * cos - y * sin + off(), height / 2 + x * sin + y * cos + off()];
  };
  const corners: Quadrilateral = [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
  return layOnTable(page, drawTable(Math.round(width), Math.round(height), random), corners);
}
