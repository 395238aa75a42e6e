import type { Canvas } from '@napi-rs/canvas';
import { drawGuilloche } from '../paper/guilloche';
import { drawPortrait, drawSignature } from '../paper/portrait';
import { newSheet, print } from '../paper/sheet';
import { seeded } from '../random';
import { printMachineReadableZone } from './machine-readable-zone';
import { numericDay, printedNationalId, printField, printSpecimenMark } from './printed';
import type { Specimen } from './specimen';
import { words } from './words';

const small = { labelSize: 1.5, valueSize: 2.7 };

/** The front of an identity card, ID-1: portrait, names and the national number. */
export function drawIdentityCardFront(specimen: Specimen): Canvas {
  const { holder } = specimen;
  const printed = words[holder.country];
  const { labels } = printed;
  const random = seeded(specimen.seed);
  const sheet = newSheet('ID-1');

  drawGuilloche(sheet, random.fork('front'), printed.tints);
  print(sheet, printed.state, 4, 6.2, { face: 'bold', size: 3.6, colour: printed.ink, maxWidth: 50 });
  print(sheet, printed.identityCard, 4, 9.6, { face: 'bold', size: 2.4, colour: printed.ink, maxWidth: 66 });
  print(sheet, 'SPECIMEN', 81.6, 6.2, { face: 'regular', size: 2.2, colour: '#b3202c', align: 'right' });
  drawPortrait(sheet, random.fork('portrait'), holder.sex, { x: 4, y: 12.4, width: 25 });
  drawPortrait(sheet, random.fork('portrait'), holder.sex, { x: 70.5, y: 35, width: 11 }, true);

  const left = 32.5;
  const right = 58.5;
  printField(sheet, labels.surname, holder.lastName.toUpperCase(), {
    x: left,
    y: 14.2,
    width: 49,
    ...small,
  });
  printField(sheet, labels.givenNames, holder.firstName.toUpperCase(), {
    x: left,
    y: 20.2,
    width: 49,
    ...small,
  });
  printField(sheet, labels.nationality, printed.nationality, { x: left, y: 26.2, width: 24, ...small });
  printField(sheet, labels.sex, holder.sex, { x: right, y: 26.2, width: 20, ...small });
  printField(sheet, labels.dateOfBirth, numericDay(holder.dateOfBirth), {
    x: left,
    y: 32.2,
    width: 24,
    ...small,
  });
  printField(sheet, labels.expiresOn, numericDay(specimen.expiresOn), {
    x: right,
    y: 32.2,
    width: 23,
    ...small,
  });
  printField(sheet, labels.nationalId, printedNationalId(holder.country, holder.nationalId), {
    x: left,
    y: 38.2,
    width: 36,
    ...small,
  });
  printField(sheet, labels.cardNumber, specimen.documentNumber, { x: left, y: 44.2, width: 36, ...small });
  drawSignature(sheet, random.fork('signature'), 6, 50.4, 20);
  printSpecimenMark(sheet, 56, 29, 11.5);
  return sheet.canvas;
}

/** The back of an identity card, ID-1, with a TD1 machine-readable zone (ICAO 9303-5). */
export function drawIdentityCardBack(specimen: Specimen): Canvas {
  const { holder } = specimen;
  const printed = words[holder.country];
  const { labels } = printed;
  const random = seeded(specimen.seed);
  const sheet = newSheet('ID-1');

  drawGuilloche(sheet, random.fork('back'), printed.tints);
  const left = 4;
  const right = 46;
  printField(sheet, labels.placeOfBirth, specimen.placeOfBirth, { x: left, y: 6, width: 38, ...small });
  printField(sheet, labels.issuedOn, numericDay(specimen.issuedOn), {
    x: left,
    y: 12.2,
    width: 38,
    ...small,
  });
  printField(sheet, labels.authority, printed.authority, { x: right, y: 6, width: 36, ...small });
  printField(sheet, labels.cardNumber, specimen.documentNumber, { x: right, y: 12.2, width: 36, ...small });
  print(sheet, 'SPECIMEN · NOT AN IDENTITY DOCUMENT', left, 25.6, {
    face: 'regular',
    size: 2,
    colour: '#b3202c',
  });
  printSpecimenMark(sheet, 56, 16, 9);
  if (specimen.mrz) printMachineReadableZone(sheet, specimen.mrz);
  return sheet.canvas;
}
