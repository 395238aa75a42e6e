import type { Canvas } from '@napi-rs/canvas';
import { drawGuilloche } from '../paper/guilloche';
import { drawPortrait, drawSignature } from '../paper/portrait';
import { newSheet, print } from '../paper/sheet';
import { seeded } from '../random';
import { printMachineReadableZone } from './machine-readable-zone';
import { passportDay, printedNationalId, printField, printSpecimenMark } from './printed';
import type { Specimen } from './specimen';
import { words } from './words';

/** Left edges of the two columns of text, in millimetres. */
const LEFT = 45;
const RIGHT = 87;

/** The data page of a passport, ID-3, with a TD3 machine-readable zone (ICAO 9303-4). */
export function drawPassport(specimen: Specimen): Canvas {
  const { holder } = specimen;
  const printed = words[holder.country];
  const { labels } = printed;
  const random = seeded(specimen.seed);
  const sheet = newSheet('ID-3');

  drawGuilloche(sheet, random.fork('paper'), printed.tints);
  print(sheet, printed.state, 6, 8.2, { face: 'bold', size: 4.6, colour: printed.ink, maxWidth: 76 });
  print(sheet, printed.passport, 119, 8.2, {
    face: 'bold',
    size: 4,
    colour: printed.ink,
    align: 'right',
    maxWidth: 42,
  });
  print(sheet, 'SPECIMEN · NOT A TRAVEL DOCUMENT', 6, 11.6, { face: 'regular', size: 2, colour: '#b3202c' });

  drawPortrait(sheet, random.fork('portrait'), holder.sex, { x: 6, y: 15, width: 34.5 });
  drawPortrait(sheet, random.fork('portrait'), holder.sex, { x: 105.5, y: 19.4, width: 12.8 }, true);

  const type = specimen.mrz?.[0]?.slice(0, 2).replace('<', '') ?? 'P';
  const day = (date: string): string => passportDay(holder.country, date);
  const nationalId = printedNationalId(holder.country, holder.nationalId);
  printField(sheet, 'Type', type, { x: LEFT, y: 14, width: 12 });
  printField(sheet, 'Code', printed.code, { x: LEFT + 16, y: 14, width: 16 });
  printField(sheet, labels.documentNumber, specimen.documentNumber, { x: RIGHT, y: 14, width: 32 });
  printField(sheet, labels.surname, holder.lastName.toUpperCase(), { x: LEFT, y: 21.4, width: 58 });
  printField(sheet, labels.givenNames, holder.firstName.toUpperCase(), { x: LEFT, y: 28.8, width: 58 });
  printField(sheet, labels.nationality, printed.nationality, { x: LEFT, y: 36.2, width: 38 });
  printField(sheet, labels.sex, holder.sex, { x: RIGHT, y: 36.2, width: 32 });
  printField(sheet, labels.dateOfBirth, day(holder.dateOfBirth), { x: LEFT, y: 43.6, width: 38 });
  printField(sheet, labels.nationalId, nationalId, { x: RIGHT, y: 43.6, width: 32 });
  printField(sheet, labels.issuedOn, day(specimen.issuedOn), { x: LEFT, y: 51, width: 38 });
  printField(sheet, labels.placeOfBirth, specimen.placeOfBirth, { x: RIGHT, y: 51, width: 32 });
  printField(sheet, labels.expiresOn, day(specimen.expiresOn), { x: LEFT, y: 58.4, width: 38 });
  printField(sheet, labels.authority, printed.authority, { x: RIGHT, y: 58.4, width: 32 });

  drawSignature(sheet, random.fork('signature'), 10, 63.2, 24);
  printSpecimenMark(sheet, 83, 38, 17);
  if (specimen.mrz) printMachineReadableZone(sheet, specimen.mrz);
  return sheet.canvas;
}
