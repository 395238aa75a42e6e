import type { Country } from '../../generated/types';
import { expiryDate, pastDate, type IsoDate } from '../calendar';
import { editDistance } from '../edit-distance';
import type { FrontFields } from '../front';
import type { MrzFields } from '../mrz/mrz';
import { folded } from '../name-agreement';
import { sameName, transliterate } from '../names';
import { readNationalId } from '../national-id/national-id';
import { printedDate } from './printed-date';
import type { FieldName, FrontField, TextLine } from './text-line';

/**
 * What the print says of one of the zone's fields. `confirmed`: it stands there. `contradicted`: something clearly else stands
 * there, under the field's own label. `unseen`: neither, as where a reflection hides it.
 */
export type Agreement = 'confirmed' | 'contradicted' | 'unseen';

/** What the printed page says of the machine-readable zone below it. */
export interface ZoneAgreement {
  readonly fields: Readonly<Record<FieldName, Agreement>>;
  /** The zone's names as the page spells them, with the letters that a zone cannot hold; absent where they were not seen. */
  readonly firstName?: string;
  readonly lastName?: string;
}

/** Print that was read with less tells nothing against the zone. */
const CLEARLY_READ = 0.85;
/** A misread name is like the right one: this share of its letters, and two at least, must differ. */
const DIFFERENT_SHARE = 0.4;
/** A misread date or number differs in one digit. */
const DIFFERENT_DIGITS = 2;

const lettersOf = (name: string): string => folded(name).replaceAll(' ', '');

/** The words of a line that are together the zone's name, as they are printed. */
function nameIn(line: string, inZone: string, cut: boolean): string | undefined {
  const wanted = lettersOf(inZone);
  if (wanted === '') return undefined;
  const words = line.split(/\s+/).filter((word) => /\p{L}/u.test(word));
  for (let from = 0; from < words.length; from++) {
    for (let to = from + 1; to <= words.length; to++) {
      const printed = words.slice(from, to).join(' ');
      const letters = lettersOf(printed);
      if (letters === wanted) return printed;
      // What the zone had no room for comes behind.
      if (cut && to === words.length && wanted.length >= CUT_LEAST && letters.startsWith(wanted))
        return printed;
    }
  }
  return undefined;
}

/** A shorter beginning of a name is anybody's. */
const CUT_LEAST = 5;

/**
 * The spelling of a name that the zone confirms letter by letter. The Finnish model reads Å as Ä: where the zone has AA, it is Å.
 * Undefined where what was read lacks the dots or the ring that the zone tells of.
 */
function spelling(printed: string | undefined, inZone: string, cut: boolean): string | undefined {
  if (printed === undefined) return undefined;
  const bare = printed.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return [bare, bare.replaceAll('Ä', 'Å').replaceAll('ä', 'å')].find((candidate) =>
    sameName(candidate, inZone, { cut }),
  );
}

const isAnotherName = (printed: string, inZone: string): boolean => {
  const [a, b] = [lettersOf(printed), lettersOf(inZone)];
  // Cut in the zone, or on the page for want of light, is not another.
  if (a.startsWith(b) || b.startsWith(a)) return false;
  return editDistance(a, b) >= Math.max(2, DIFFERENT_SHARE * Math.max(a.length, b.length));
};

const differingDigits = (a: string, b: string): number =>
  a.length === b.length ? [...a].filter((character, i) => character !== b[i]).length : Infinity;

const isAnotherDate = (printed: IsoDate, inZone: IsoDate): boolean =>
  differingDigits(printed.slice(2), inZone.slice(2)) >= DIFFERENT_DIGITS;

/** A line that holds a date and no other digits, or undefined. A number that begins with a date is none. */
const onlyDate = (line: string, century: (yymmdd: string) => IsoDate | undefined): IsoDate | undefined =>
  line.replace(/\D/g, '').length <= 8 ? printedDate(line, century) : undefined;

/** The numbers in a line, whose label may stand before and whose parts may stand apart. */
function numbersIn(line: string, country: Country, today: IsoDate): string[] {
  const words = line.split(/\s+/);
  return words.flatMap((word, i) =>
    [word, word + (words[i + 1] ?? '')].flatMap((text) => {
      const id = readNationalId(country, text, today);
      return id.ok ? [id.canonical] : [];
    }),
  );
}

/**
 * Compares a machine-readable zone with the print on the same page, as far as it was read: `front` is what its labels tell.
 * An altered name, date of birth, number or expiry date shows as a contradiction; a misread one does not, or hardly ever.
 */
export function compareWithZone(
  zone: MrzFields,
  lines: readonly TextLine[],
  front: FrontFields | undefined,
  today: IsoDate,
): ZoneAgreement {
  const texts = lines.map(({ text }) => text);
  const born = (yymmdd: string): IsoDate | undefined => pastDate(yymmdd, today);
  const expires = (yymmdd: string): IsoDate | undefined => expiryDate(yymmdd, today);
  const seenName = (inZone: string): string | undefined =>
    texts.map((text) => nameIn(text, inZone, zone.namesCut)).find((printed) => printed !== undefined);
  const lastName = seenName(zone.surname);
  const firstName = seenName(zone.givenNames);
  const { nationalNumber } = zone;
  const id = nationalNumber && readNationalId(nationalNumber.country, nationalNumber.text, today);
  const numberSeen =
    nationalNumber !== undefined &&
    id?.ok === true &&
    texts.some((text) => numbersIn(text, nationalNumber.country, today).includes(id.canonical));

  const judge = (
    seen: boolean,
    field: FrontField | undefined,
    differs: (printed: string) => boolean,
  ): Agreement => {
    if (seen) return 'confirmed';
    return field !== undefined && field.confidence >= CLEARLY_READ && differs(field.value)
      ? 'contradicted'
      : 'unseen';
  };
  const seenDate = (date: IsoDate | undefined, century: typeof born): boolean =>
    date !== undefined && texts.some((text) => onlyDate(text, century)?.slice(2) === date.slice(2));
  const nameDiffers =
    (inZone: string) =>
    (printed: string): boolean =>
      transliterate(printed) !== '' && inZone !== '' && isAnotherName(printed, inZone);
  const dateDiffers =
    (inZone: IsoDate | undefined) =>
    (printed: string): boolean =>
      inZone !== undefined && isAnotherDate(printed, inZone);
  const numberDiffers = (printed: string): boolean => {
    if (nationalNumber === undefined || id?.ok !== true) return false;
    const other = readNationalId(nationalNumber.country, printed, today);
    return other.ok && differingDigits(other.canonical, id.canonical) >= DIFFERENT_DIGITS;
  };

  const spelled = {
    lastName: spelling(lastName, zone.surname, zone.namesCut),
    firstName: spelling(firstName, zone.givenNames, zone.namesCut),
  };
  return {
    fields: {
      lastName: judge(lastName !== undefined, front?.lastName, nameDiffers(zone.surname)),
      firstName: judge(firstName !== undefined, front?.firstName, nameDiffers(zone.givenNames)),
      dateOfBirth: judge(seenDate(zone.dateOfBirth, born), front?.dateOfBirth, dateDiffers(zone.dateOfBirth)),
      nationalId: judge(numberSeen, front?.nationalId, numberDiffers),
      expiresOn: judge(
        seenDate(zone.dateOfExpiry, expires),
        front?.expiresOn,
        dateDiffers(zone.dateOfExpiry),
      ),
    },
    ...(spelled.lastName !== undefined && { lastName: spelled.lastName }),
    ...(spelled.firstName !== undefined && { firstName: spelled.firstName }),
  };
}

/** Whether the print says everything that the zone says, so that no more of it need be read. */
export const confirmsZone = (zone: MrzFields, { fields }: ZoneAgreement): boolean =>
  Object.entries(fields).every(
    ([name, agreement]) =>
      agreement === 'confirmed' || (name === 'nationalId' && zone.nationalNumber === undefined),
  );

/** Whether the print says something else than the zone. */
export const contradictsZone = ({ fields }: ZoneAgreement): boolean =>
  Object.values(fields).includes('contradicted');
