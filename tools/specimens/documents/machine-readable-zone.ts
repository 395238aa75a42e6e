import { print, type Sheet } from '../paper/sheet';

/** Millimetres, ICAO 9303-3 § 4: OCR-B size I at ten characters an inch, in the lowest 23.2 mm of the document. */
const PITCH = 2.54;
const LINE_SPACING = 6.35;
const ZONE_HEIGHT = 23.2;
/** The em at which the font's advance is the pitch. */
const EM = PITCH / 0.723;
const CAPITAL_HEIGHT = 0.69 * EM;

/** Left edge of the first character: TD3 6.0 mm (ICAO 9303-4), TD1 4.0 mm (ICAO 9303-5). */
const leftEdges = { 2: 6, 3: 4 } as const;

/** Prints the machine-readable zone: two lines of 44 (TD3) or three of 30 (TD1) characters. */
export function printMachineReadableZone(sheet: Sheet, lines: readonly string[]): void {
  const left = lines.length === 2 ? leftEdges[2] : leftEdges[3];
  const top = sheet.height - ZONE_HEIGHT;
  sheet.pen.fillStyle = 'rgba(255, 255, 255, 0.72)';
  sheet.pen.fillRect(0, top, sheet.width, ZONE_HEIGHT);

  const block = (lines.length - 1) * LINE_SPACING + CAPITAL_HEIGHT;
  const firstBaseline = top + (ZONE_HEIGHT - block) / 2 + CAPITAL_HEIGHT;
  lines.forEach((line, row) => {
    [...line].forEach((character, column) => {
      print(sheet, character, left + column * PITCH, firstBaseline + row * LINE_SPACING, {
        face: 'ocrB',
        size: EM,
        colour: '#16161a',
      });
    });
  });
}
