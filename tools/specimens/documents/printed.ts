import type { Country } from '../../../generated/types';
import { print, type Lettering, type Sheet } from '../paper/sheet';
import { words } from './words';

/** Ink of everything personal. */
export const INK = '#1b1b20';

/** A value with its small label above it. (x, y) is the label's baseline; millimetres. */
export function printField(
  sheet: Sheet,
  label: string,
  value: string,
  place: { x: number; y: number; width: number; labelSize?: number; valueSize?: number },
): void {
  const { x, y, width, labelSize = 1.9, valueSize = 3.3 } = place;
  print(sheet, label, x, y, { face: 'regular', size: labelSize, colour: '#4a4a55', maxWidth: width });
  print(sheet, value, x, y + valueSize * 1.03, {
    face: 'bold',
    size: valueSize,
    colour: INK,
    maxWidth: width,
  });
}

/** The word that nobody can overlook: large, slanted, and pale enough to read through. */
export function printSpecimenMark(sheet: Sheet, x: number, y: number, size: number): void {
  const { pen } = sheet;
  pen.save();
  pen.translate(x, y);
  pen.rotate(-0.3);
  pen.globalAlpha = 0.14;
  const lettering: Lettering = { face: 'bold', size, colour: '#c0202a', align: 'center' };
  print(sheet, 'SPECIMEN', 0, size * 0.35, lettering);
  pen.restore();
}

/** A day as numbers: 07.03.1985. */
export function numericDay(date: string): string {
  return date.split('-').reverse().join('.');
}

/** A day as the country's passports print it: 07 MAR 1985, or as numbers. */
export function passportDay(country: Country, date: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  const name = words[country].months?.[Number(month) - 1];
  return name === undefined ? numericDay(date) : `${day} ${name} ${year}`;
}

/** A canonical national number as documents print it: DDMMYY-SSSS, YYYYMMDD-NNNC, DDMMYY IIIKK, DDMMYYCZZZQ. */
export function printedNationalId(country: Country, nationalId: string): string {
  switch (country) {
    case 'DK':
      return nationalId.replace(/^(\d{6})-?(\d{4})$/, '$1-$2');
    case 'SE':
      return nationalId.replace(/^(\d{8})-?(\d{4})$/, '$1-$2');
    case 'NO':
      return nationalId.replace(/^(\d{6}) ?(\d{5})$/, '$1 $2');
    case 'FI':
      return nationalId;
  }
}
