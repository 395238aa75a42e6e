import type { Random } from '../random';
import type { Sheet } from './sheet';

/** The tints of a document's background. */
export interface Tints {
  /** Paper at the left and at the right edge. */
  readonly paper: readonly [string, string];
  /** Ink of the wave net, from left to right. */
  readonly waves: readonly [string, string];
  /** Ink of the rosettes. */
  readonly rosette: string;
}

type Gradient = ReturnType<Sheet['pen']['createLinearGradient']>;

const FULL_TURN = 2 * Math.PI;

/** Paper, a net of waves that drift across each other, and rosettes: what makes a copy hard and a specimen pretty. */
export function drawGuilloche(sheet: Sheet, random: Random, tints: Tints): void {
  const { pen, width, height } = sheet;
  pen.fillStyle = acrossTheSheet(sheet, tints.paper);
  pen.fillRect(0, 0, width, height);
  drawBraids(sheet, random.fork('braids'), tints);
  drawRosette(sheet, random.fork('large'), tints.rosette, {
    x: width * 0.69,
    y: height * 0.36,
    radius: height * 0.3,
  });
  drawRosette(sheet, random.fork('small'), tints.rosette, { x: width, y: 0, radius: height * 0.26 });
}

function acrossTheSheet(sheet: Sheet, colours: readonly [string, string]): Gradient {
  const gradient = sheet.pen.createLinearGradient(0, 0, sheet.width, sheet.height * 0.3);
  gradient.addColorStop(0, colours[0]);
  gradient.addColorStop(1, colours[1]);
  return gradient;
}

/** Braids: each is a bundle of lines that swing around one axis with every amplitude from full to mirrored. */
function drawBraids(sheet: Sheet, random: Random, tints: Tints): void {
  const { pen, width, height } = sheet;
  const distance = height / 8;
  const length = width / random.pick([3, 4, 5]);
  const shift = random.between(0, FULL_TURN);
  const lines = 6;
  pen.save();
  pen.strokeStyle = acrossTheSheet(sheet, tints.waves);
  pen.lineWidth = height / 520;
  pen.globalAlpha = 0.2;
  for (let axis = 0; axis * distance < height + distance; axis++) {
    const phase = shift + (axis % 2 === 0 ? 0 : Math.PI / 2);
    for (let line = 0; line < lines; line++) {
      const swing = distance * 0.5 * ((2 * line) / (lines - 1) - 1);
      pen.beginPath();
      for (let x = 0; x <= width + 1; x += 0.5) {
        const angle = (FULL_TURN * x) / length + phase;
        pen.lineTo(x, axis * distance + swing * Math.sin(angle) + 0.12 * distance * Math.sin(angle / 2));
      }
      pen.stroke();
    }
  }
  pen.restore();
}

/** A rosette: rings of petals, each a bundle like a braid's, closed to a circle. */
function drawRosette(
  sheet: Sheet,
  random: Random,
  ink: string,
  place: { x: number; y: number; radius: number },
): void {
  const { pen, height } = sheet;
  const petals = random.integer(12, 18);
  const lines = 5;
  pen.save();
  pen.translate(place.x, place.y);
  pen.strokeStyle = ink;
  pen.lineWidth = height / 520;
  pen.globalAlpha = 0.26;
  for (const [ring, depth] of [
    [0.86, 0.14],
    [0.58, 0.14],
    [0.3, 0.14],
  ] as const) {
    for (let line = 0; line < lines; line++) {
      const swing = depth * ((2 * line) / (lines - 1) - 1);
      pen.beginPath();
      for (let step = 0; step < 720; step++) {
        const angle = (FULL_TURN * step) / 720;
        const reach = place.radius * (ring + swing * Math.sin(petals * angle));
        pen.lineTo(reach * Math.cos(angle), reach * Math.sin(angle));
      }
      pen.closePath();
      pen.stroke();
    }
  }
  pen.restore();
}
