import type { DocumentKind, Sex } from '../../generated/types';
import { expiryDate, pastDate, type IsoDate } from '../calendar';
import { MRZ_ALPHABET, verifyCheckDigit } from './check-digit';
import { charactersAt, LAYOUTS } from './layout';
import type { MrzFields, MrzLines } from './mrz';
import { nationalNumberIn } from './national-number';

const trimmed = (characters: string): string => characters.replace(/<+$/, '');

const words = (characters: string): string => characters.replace(/<+/g, ' ').trim();

/** Germany alone writes one letter (ICAO Doc 9303-3 § 5). */
const state = (characters: string): string => (characters === 'D<<' ? 'DEU' : trimmed(characters));

/** By the document code (ICAO Doc 9303 parts 4 to 7; residence cards: EU Regulation 2017/1954). */
function documentKind(code: string): DocumentKind {
  if (code.startsWith('P')) return 'PASSPORT';
  // AC is a crew member's certificate; V, a visa, and whatever else there is identify nobody.
  if (!/^[ACI]/.test(code) || code === 'AC') return 'OTHER';
  return code.endsWith('R') ? 'RESIDENCE_CARD' : 'IDENTITY_CARD';
}

function sexOf(character: string): Sex {
  return character === 'F' || character === 'M' ? character : 'X';
}

function assertShape({ format, lines }: MrzLines): void {
  const { lineCount, lineLength } = LAYOUTS[format];
  const fits =
    lines.length === lineCount &&
    lines.every(
      (line) =>
        line.length === lineLength && [...line].every((character) => MRZ_ALPHABET.includes(character)),
    );
  if (!fits) throw new RangeError(`${format} has ${lineCount} lines of ${lineLength} MRZ characters`);
}

/**
 * A number of more than nine characters (TD1, TD2) has a filler for its check digit and goes on in the optional data, up to
 * its check digit and a filler (ICAO Doc 9303-5 § 4.2.2, note j).
 */
function documentNumber(number: string, digit: string, optionalData: string) {
  const continued =
    digit === '<' && !number.endsWith('<') ? /^([A-Z0-9]+)(\d)(?:<|$)/.exec(optionalData) : null;
  const [all = '', rest = '', restDigit = ''] = continued ?? [];
  return {
    number: trimmed(number) + rest,
    check: continued === null ? verifyCheckDigit(number, digit) : verifyCheckDigit(number + rest, restDigit),
    optionalData: trimmed(optionalData.slice(all.length)),
  };
}

/**
 * What a machine-readable zone says (ICAO Doc 9303 parts 4, 5, 6). Check digits are judged, not enforced. `today` decides
 * centuries: a birth lies in the past, an expiry at most 50 years ahead. Throws a RangeError, without the text, where the
 * lines do not have the format's shape.
 */
export function parseMrz(zone: MrzLines, today: IsoDate): MrzFields {
  assertShape(zone);
  const layout = LAYOUTS[zone.format];
  const read = (stretch: (typeof layout)['names'] | undefined): string =>
    stretch === undefined ? '' : charactersAt(zone.lines, stretch);

  const names = read(layout.names);
  const [primary = '', secondary = ''] = names.split(/<<(.*)/);
  const number = documentNumber(
    read(layout.documentNumber),
    read(layout.documentNumberCheckDigit),
    read(layout.optionalData),
  );
  const documentCode = trimmed(read(layout.documentCode));
  const issuingState = state(read(layout.issuingState));
  return {
    format: zone.format,
    documentCode,
    kind: documentKind(documentCode),
    issuingState,
    nationality: state(read(layout.nationality)),
    surname: words(primary),
    givenNames: words(secondary),
    namesCut: !names.endsWith('<'),
    documentNumber: number.number,
    dateOfBirth: pastDate(read(layout.dateOfBirth), today),
    sex: sexOf(read(layout.sex)),
    dateOfExpiry: expiryDate(read(layout.dateOfExpiry), today),
    optionalData: number.optionalData,
    secondOptionalData: trimmed(read(layout.secondOptionalData)),
    nationalNumber: nationalNumberIn(zone, issuingState),
    checkDigits: {
      documentNumber: number.check,
      dateOfBirth: verifyCheckDigit(read(layout.dateOfBirth), read(layout.dateOfBirthCheckDigit)),
      dateOfExpiry: verifyCheckDigit(read(layout.dateOfExpiry), read(layout.dateOfExpiryCheckDigit)),
      optionalData:
        layout.optionalDataCheckDigit === undefined
          ? 'absent'
          : verifyCheckDigit(read(layout.optionalData), read(layout.optionalDataCheckDigit)),
      composite: verifyCheckDigit(
        layout.composite.map((stretch) => read(stretch)).join(''),
        read(layout.compositeCheckDigit),
      ),
    },
  };
}
