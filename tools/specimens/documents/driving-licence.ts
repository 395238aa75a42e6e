import type { Canvas } from '@napi-rs/canvas';
import { drawGuilloche } from '../paper/guilloche';
import { drawPortrait, drawSignature } from '../paper/portrait';
import { newSheet, print, type Sheet } from '../paper/sheet';
import { seeded } from '../random';
import { INK, numericDay, printedNationalId, printSpecimenMark } from './printed';
import type { Specimen } from './specimen';
import { words } from './words';

const tints = { paper: ['#fbe9ec', '#f3ecf3'], waves: ['#c98394', '#9a86b8'], rosette: '#c4879a' } as const;

/**
 * The front of a driving licence, ID-1, its fields numbered as Directive 2006/126/EC, annex I, numbers them. The national
 * number stands in 4d on Danish and Norwegian licences and in 5 on Swedish and Finnish ones.
 */
export function drawDrivingLicence(specimen: Specimen): Canvas {
  const { holder } = specimen;
  const printed = words[holder.country];
  const random = seeded(specimen.seed);
  const sheet = newSheet('ID-1');

  drawGuilloche(sheet, random.fork('front'), tints);
  drawCountryPlate(sheet, holder.country);
  print(sheet, printed.drivingLicence, 17.5, 7, {
    face: 'bold',
    size: 3.6,
    colour: printed.ink,
    maxWidth: 64,
  });
  print(sheet, printed.state, 17.5, 10.6, { face: 'regular', size: 2.6, colour: printed.ink, maxWidth: 44 });
  print(sheet, 'SPECIMEN', 81.6, 10.6, { face: 'regular', size: 2.2, colour: '#b3202c', align: 'right' });
  drawPortrait(sheet, random.fork('portrait'), holder.sex, { x: 4, y: 15, width: 25 });

  const nationalId = printedNationalId(holder.country, holder.nationalId);
  const inField5 = holder.country === 'SE' || holder.country === 'FI';
  const rows: readonly (readonly [field: string, text: string, column?: number])[][] = [
    [['1.', holder.lastName.toUpperCase()]],
    [['2.', holder.firstName.toUpperCase()]],
    [['3.', `${numericDay(holder.dateOfBirth)} ${specimen.placeOfBirth.toUpperCase()}`]],
    [
      ['4a.', numericDay(specimen.issuedOn)],
      ['4c.', printed.authority, 24],
    ],
    [
      ['4b.', numericDay(specimen.expiresOn)],
      ['4d.', inField5 ? specimen.documentNumber : nationalId, 24],
    ],
    [['5.', inField5 ? nationalId : specimen.documentNumber]],
  ];
  rows.forEach((row, index) => {
    for (const [field, text, column = 0] of row) {
      const x = 32 + column;
      const y = 17.6 + index * 4.5;
      print(sheet, field, x, y, { face: 'regular', size: 2.3, colour: INK });
      print(sheet, text, x + 4.6, y, {
        face: 'bold',
        size: 2.9,
        colour: INK,
        maxWidth: column ? 21 : row.length > 1 ? 18 : 45,
      });
    }
  });
  print(sheet, '7.', 32, 46.6, { face: 'regular', size: 2.3, colour: INK });
  drawSignature(sheet, random.fork('signature'), 37, 46.8, 20);
  print(sheet, '9.', 4, 51, { face: 'regular', size: 2.3, colour: INK });
  print(sheet, 'AM/B', 8.6, 51, { face: 'bold', size: 2.9, colour: INK });
  printSpecimenMark(sheet, 56, 29, 11.5);
  return sheet.canvas;
}

/** A plain plate with the country's letters, where a real licence has its flag or ring of stars. */
function drawCountryPlate(sheet: Sheet, letters: string): void {
  const { pen } = sheet;
  pen.fillStyle = '#3a57a3';
  pen.beginPath();
  pen.roundRect(4, 3.6, 11, 8, 0.8);
  pen.fill();
  print(sheet, letters, 9.5, 9.2, { face: 'bold', size: 4.6, colour: '#ffffff', align: 'center' });
}
