import type { Canvas } from '@napi-rs/canvas';
import { paint } from './paper/picture';
import { seeded } from './random';

/** Pixels. */
export const landscapeSize = { width: 1600, height: 1200 } as const;
const { width: WIDTH, height: HEIGHT } = landscapeSize;

/** A lake, hills and a sun: a picture in which there is no document. */
export function drawLandscape(seed: string): Canvas {
  const random = seeded(seed);
  return paint(WIDTH, HEIGHT, (pen) => {
    const sky = pen.createLinearGradient(0, 0, 0, HEIGHT * 0.62);
    sky.addColorStop(0, '#7fb2dd');
    sky.addColorStop(1, '#fbe3c0');
    pen.fillStyle = sky;
    pen.fillRect(0, 0, WIDTH, HEIGHT);

    pen.fillStyle = '#fff3cf';
    pen.beginPath();
    pen.arc(WIDTH * 0.7, HEIGHT * 0.36, 66, 0, 2 * Math.PI);
    pen.fill();

    const ridges = ['#a9bccb', '#7f9caa', '#587c7d', '#3d6158'];
    ridges.forEach((colour, ridge) => {
      const base = HEIGHT * (0.42 + 0.07 * ridge);
      const phases = [random.between(0, 6), random.between(0, 6), random.between(0, 6)];
      pen.fillStyle = colour;
      pen.beginPath();
      pen.moveTo(0, HEIGHT);
      for (let x = 0; x <= WIDTH; x += 4) {
        const height = phases.reduce(
          (sum, phase, octave) => sum + (70 / 2 ** octave) * Math.sin((x / 260) * 2 ** octave + phase),
          0,
        );
        pen.lineTo(x, base - height);
      }
      pen.lineTo(WIDTH, HEIGHT);
      pen.fill();
    });

    const lake = pen.createLinearGradient(0, HEIGHT * 0.72, 0, HEIGHT);
    lake.addColorStop(0, '#cfdfe4');
    lake.addColorStop(1, '#4f86a8');
    pen.fillStyle = lake;
    pen.fillRect(0, HEIGHT * 0.72, WIDTH, HEIGHT * 0.28);
    pen.strokeStyle = 'rgba(255, 255, 255, 0.5)';
    pen.lineWidth = 3;
    for (let ripple = 0; ripple < 46; ripple++) {
      const x = random.between(0, WIDTH);
      const y = HEIGHT * 0.72 + HEIGHT * 0.27 * random.next() ** 1.5;
      pen.beginPath();
      pen.moveTo(x, y);
      pen.quadraticCurveTo(x + 60, y - 6, x + random.between(80, 190), y);
      pen.stroke();
    }
  });
}
