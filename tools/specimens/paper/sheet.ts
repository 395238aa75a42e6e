import { createCanvas, GlobalFonts, type Canvas, type SKRSContext2D } from '@napi-rs/canvas';
import { fileURLToPath } from 'node:url';

/** A page or a card that is drawn in millimetres, the origin at its upper left corner. */
export interface Sheet {
  readonly canvas: Canvas;
  readonly pen: SKRSContext2D;
  /** Millimetres. */
  readonly width: number;
  /** Millimetres. */
  readonly height: number;
  readonly pixelsPerMm: number;
}

/** ISO/IEC 7810: ID-3 is a passport's page, ID-1 a card. Millimetres. */
export const sheetSizes = {
  'ID-3': { width: 125, height: 88, pixelsPerMm: 12.8 },
  'ID-1': { width: 85.6, height: 53.98, pixelsPerMm: 18.4 },
} as const;

/** The radius of the rounded corners (ISO/IEC 7810 § 5.1.1). Millimetres. */
const CORNER_RADIUS = 3.18;

/** What a text is printed in. */
export const typefaces = {
  ocrB: 'Specimen OCR-B',
  regular: 'Specimen Sans',
  bold: 'Specimen Sans SemiBold',
} as const;

const fontFiles = {
  ocrB: 'OCRB.otf',
  regular: 'SourceSans3-Regular.woff2',
  bold: 'SourceSans3-SemiBold.woff2',
} as const;

function registerFonts(): void {
  for (const face of ['ocrB', 'regular', 'bold'] as const) {
    if (GlobalFonts.has(typefaces[face])) continue;
    const path = fileURLToPath(new URL(`../fonts/${fontFiles[face]}`, import.meta.url));
    if (!GlobalFonts.registerFromPath(path, typefaces[face]))
      throw new Error(`Cannot load the font ${path}.`);
  }
}

/** An empty sheet of one of the ISO/IEC 7810 sizes, with rounded corners outside which nothing is drawn. */
export function newSheet(size: keyof typeof sheetSizes): Sheet {
  registerFonts();
  const { width, height, pixelsPerMm } = sheetSizes[size];
  const canvas = createCanvas(Math.round(width * pixelsPerMm), Math.round(height * pixelsPerMm));
  const pen = canvas.getContext('2d');
  pen.scale(pixelsPerMm, pixelsPerMm);
  pen.beginPath();
  pen.roundRect(0, 0, width, height, CORNER_RADIUS);
  pen.clip();
  return { canvas, pen, width, height, pixelsPerMm };
}

/** How a text is set. `size` is the em, in millimetres; `y` of the text is its baseline. */
export interface Lettering {
  readonly face: keyof typeof typefaces;
  readonly size: number;
  readonly colour: string;
  readonly align?: 'left' | 'center' | 'right';
  /** A longer text is condensed to this width, in millimetres. */
  readonly maxWidth?: number;
}

/** Sets one line of text with its baseline at (x, y). The font is sized in pixels, where hinting and metrics are exact. */
export function print(sheet: Sheet, text: string, x: number, y: number, lettering: Lettering): void {
  const { pen, pixelsPerMm } = sheet;
  pen.save();
  pen.translate(x, y);
  pen.font = `${lettering.size * pixelsPerMm}px "${typefaces[lettering.face]}"`;
  pen.fillStyle = lettering.colour;
  pen.textAlign = lettering.align ?? 'left';
  const natural = pen.measureText(text).width / pixelsPerMm;
  const condensed = Math.min(1, (lettering.maxWidth ?? natural) / natural || 1);
  pen.scale(condensed / pixelsPerMm, 1 / pixelsPerMm);
  pen.fillText(text, 0, 0);
  pen.restore();
}
