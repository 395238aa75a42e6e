import type { Canvas } from '@napi-rs/canvas';
import type { Random } from '../random';
import { paint } from '../paper/picture';

/** Light that comes from one side: multiplies the picture by a gradient, brightest 1, darkest `darkest`. */
export function lightUnevenly(picture: Canvas, random: Random, darkest: number): Canvas {
  const { width, height } = picture;
  const angle = random.between(0, 2 * Math.PI);
  const [dx, dy] = [(Math.cos(angle) * width) / 2, (Math.sin(angle) * height) / 2];
  return paint(width, height, (pen) => {
    pen.drawImage(picture, 0, 0);
    pen.globalCompositeOperation = 'multiply';
    const light = pen.createLinearGradient(width / 2 - dx, height / 2 - dy, width / 2 + dx, height / 2 + dy);
    const level = Math.round(255 * darkest);
    light.addColorStop(0, 'rgb(255, 253, 246)');
    light.addColorStop(1, `rgb(${level}, ${level}, ${Math.min(255, level + 4)})`);
    pen.fillStyle = light;
    pen.fillRect(0, 0, width, height);
  });
}

/** The soft shadow of a hand or a phone: a slanted edge across the picture. */
export function castShadow(picture: Canvas, random: Random): Canvas {
  const { width, height } = picture;
  const from = width * random.between(0.35, 0.65);
  const slant = width * random.between(-0.2, 0.2);
  const side = random.pick([-width, 2 * width]);
  return paint(width, height, (pen) => {
    pen.drawImage(picture, 0, 0);
    pen.globalCompositeOperation = 'multiply';
    pen.filter = `blur(${Math.round(width / 60)}px)`;
    pen.fillStyle = `rgba(30, 30, 45, ${random.between(0.45, 0.62)})`;
    pen.beginPath();
    pen.moveTo(side, -height);
    pen.lineTo(from + slant, -height * 0.2);
    pen.lineTo(from - slant, height * 1.2);
    pen.lineTo(side, height * 2);
    pen.fill();
  });
}

/** A lamp reflected in the laminate: one spot where nothing can be seen, fading outwards. */
export function reflectLamp(picture: Canvas, random: Random): Canvas {
  const { width, height } = picture;
  return paint(width, height, (pen) => {
    pen.drawImage(picture, 0, 0);
    pen.translate(width * random.between(0.25, 0.75), height * random.between(0.25, 0.8));
    pen.rotate(random.between(-0.6, 0.6));
    pen.scale(1, random.between(0.35, 0.6));
    const reach = width * random.between(0.14, 0.24);
    const lamp = pen.createRadialGradient(0, 0, 0, 0, 0, reach);
    lamp.addColorStop(0, 'rgba(255, 255, 252, 1)');
    lamp.addColorStop(0.45, 'rgba(255, 255, 252, 0.92)');
    lamp.addColorStop(1, 'rgba(255, 255, 252, 0)');
    pen.fillStyle = lamp;
    pen.fillRect(-reach, -reach, 2 * reach, 2 * reach);
  });
}

/** Out of focus: a Gaussian blur of `radius` pixels. */
export function blur(picture: Canvas, radius: number): Canvas {
  const { width, height } = picture;
  return paint(width, height, (pen) => {
    // Without the sharp picture beneath, the blur would fade out towards the edges.
    pen.drawImage(picture, 0, 0);
    pen.filter = `blur(${radius}px)`;
    pen.drawImage(picture, 0, 0);
  });
}

/** A dim room: Gaussian noise of `deviation` grey levels, on each colour by itself as a sensor has it. */
export function addNoise(picture: Canvas, random: Random, deviation: number): Canvas {
  const { width, height } = picture;
  return paint(width, height, (pen) => {
    const pixels = picture.getContext('2d').getImageData(0, 0, width, height);
    const { data } = pixels;
    for (let at = 0; at < data.length; at++) {
      if (at % 4 !== 3) data[at] = (data[at] ?? 0) + deviation * random.normal();
    }
    pen.putImageData(pixels, 0, 0);
  });
}

/** Fewer pixels: scales the picture to `width`, as a messenger app does. */
export function shrink(picture: Canvas, width: number): Canvas {
  const height = (picture.height * width) / picture.width;
  return paint(width, height, (pen) => {
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(picture, 0, 0, width, Math.round(height));
  });
}

/** Turns the picture clockwise by a quarter, a half or three quarters, as a phone held otherwise does. */
export function turn(picture: Canvas, quarters: 1 | 2 | 3): Canvas {
  const { width, height } = picture;
  const [turnedWidth, turnedHeight] = quarters === 2 ? [width, height] : [height, width];
  return paint(turnedWidth, turnedHeight, (pen) => {
    pen.translate(turnedWidth / 2, turnedHeight / 2);
    pen.rotate((quarters * Math.PI) / 2);
    pen.drawImage(picture, -width / 2, -height / 2);
  });
}
