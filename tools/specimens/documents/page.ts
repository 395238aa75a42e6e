import type { Canvas } from '@napi-rs/canvas';
import { paint } from '../paper/picture';
import { drawDrivingLicence } from './driving-licence';
import { drawIdentityCardBack, drawIdentityCardFront } from './identity-card';
import { drawPassport } from './passport';
import type { Specimen } from './specimen';

/** The sides of an identity card that are in the picture. */
export const sideNames = ['front', 'back', 'both'] as const;
export type SideName = (typeof sideNames)[number];

/** What of a specimen is in a picture of it. */
export interface Page {
  readonly picture: Canvas;
  readonly showsMrz: boolean;
  readonly showsFront: boolean;
}

/**
 * Draws a specimen as it lies before the camera. Of identity cards, Sweden's show the back, where everything is in the
 * machine-readable zone; Finland's show both sides, the front above, since their number is on the front only.
 */
export function drawPage(specimen: Specimen, side?: SideName): Page {
  switch (specimen.document) {
    case 'passport':
      return { picture: drawPassport(specimen), showsMrz: true, showsFront: true };
    case 'driving-licence':
      return { picture: drawDrivingLicence(specimen), showsMrz: false, showsFront: true };
    case 'identity-card':
      return drawIdentityCard(specimen, side ?? (specimen.holder.country === 'FI' ? 'both' : 'back'));
  }
}

function drawIdentityCard(specimen: Specimen, side: SideName): Page {
  if (side === 'front') {
    return { picture: drawIdentityCardFront(specimen), showsMrz: false, showsFront: true };
  }
  const back = drawIdentityCardBack(specimen);
  if (side === 'back') return { picture: back, showsMrz: true, showsFront: false };
  return {
    picture: oneAboveTheOther(drawIdentityCardFront(specimen), back),
    showsMrz: true,
    showsFront: true,
  };
}

/** Two sides in one picture have to share its pixels: each is drawn smaller than it would be alone. */
function oneAboveTheOther(upper: Canvas, lower: Canvas): Canvas {
  const [width, height] = [Math.round(upper.width * 0.8), Math.round(upper.height * 0.8)];
  const gap = Math.round(height * 0.08);
  return paint(width, 2 * height + gap, (pen) => {
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(upper, 0, 0, width, height);
    pen.drawImage(lower, 0, height + gap, width, height);
  });
}
