import type { IsoDate } from '../calendar';
import { transliterate } from '../names';
import { checkDigit } from './check-digit';
import { LAYOUTS, type Stretch } from './layout';
import type { MrzContent, MrzLines } from './mrz';

const filled = (text: string): string => transliterate(text).replaceAll(' ', '<');

/** Primary identifier, two fillers, secondary identifier; what does not fit is cut (ICAO Doc 9303-3 § 4.6). */
function nameField(surname: string, givenNames: string, length: number): string {
  const [primary, secondary] = [filled(surname), filled(givenNames)];
  // At least one letter of the given names stays.
  return secondary === '' ? primary : `${primary.slice(0, length - 3)}<<${secondary}`;
}

const dateField = (date: IsoDate | undefined): string =>
  date === undefined ? '<<<<<<' : date.slice(2).replaceAll('-', '');

const stateField = (state: string): string => (state === 'DEU' ? 'D' : state);

/**
 * The lines of a machine-readable zone, with all check digits: `parseMrz` of the result says the same again, names in MRZ
 * letters. Throws a RangeError, without the value, for a field that its format cannot hold (names are cut instead).
 */
export function composeMrz(content: MrzContent): MrzLines {
  const layout = LAYOUTS[content.format];
  const lines = Array.from({ length: layout.lineCount }, () => Array<string>(layout.lineLength).fill('<'));
  const read = ({ line, from, to }: Stretch): string => lines[line]?.slice(from, to).join('') ?? '';
  const write = ({ line, from, to }: Stretch, text: string, field: string): void => {
    if (text.length > to - from || !/^[A-Z0-9<]*$/.test(text)) {
      throw new RangeError(`${field} does not fit a ${content.format} machine-readable zone`);
    }
    lines[line]?.splice(from, text.length, ...text);
  };
  const check = (stretch: Stretch, characters: string): void =>
    write(stretch, checkDigit(characters), 'check digit');

  write(layout.documentCode, content.documentCode, 'documentCode');
  write(layout.issuingState, stateField(content.issuingState), 'issuingState');
  write(layout.nationality, stateField(content.nationality), 'nationality');
  const room = layout.names.to - layout.names.from;
  write(layout.names, nameField(content.surname, content.givenNames, room).slice(0, room), 'names');
  write(layout.dateOfBirth, dateField(content.dateOfBirth), 'dateOfBirth');
  write(layout.sex, content.sex === 'X' ? '<' : content.sex, 'sex');
  write(layout.dateOfExpiry, dateField(content.dateOfExpiry), 'dateOfExpiry');
  if (layout.secondOptionalData === undefined && content.secondOptionalData !== '') {
    throw new RangeError(`secondOptionalData does not fit a ${content.format} machine-readable zone`);
  }
  if (layout.secondOptionalData)
    write(layout.secondOptionalData, content.secondOptionalData, 'secondOptionalData');

  const number = content.documentNumber;
  if (number.length > 9 && content.format !== 'TD3') {
    write(layout.documentNumber, number.slice(0, 9), 'documentNumber');
    const rest = `${number.slice(9)}${checkDigit(number)}<${content.optionalData}`;
    write(layout.optionalData, rest.replace(/<$/, ''), 'documentNumber and optionalData');
  } else {
    write(layout.documentNumber, number, 'documentNumber');
    write(layout.optionalData, content.optionalData, 'optionalData');
    check(layout.documentNumberCheckDigit, read(layout.documentNumber));
  }
  check(layout.dateOfBirthCheckDigit, read(layout.dateOfBirth));
  check(layout.dateOfExpiryCheckDigit, read(layout.dateOfExpiry));
  if (layout.optionalDataCheckDigit) check(layout.optionalDataCheckDigit, read(layout.optionalData));
  check(layout.compositeCheckDigit, layout.composite.map(read).join(''));
  return { format: content.format, lines: lines.map((line) => line.join('')) };
}
