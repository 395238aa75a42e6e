import type { Country, DocumentKind } from '../generated/types';
import { expiryDate, pastDate, type IsoDate } from './calendar';
import { labelledFields } from './front/labels';
import { licenceFields } from './front/licence';
import { printedDate } from './front/printed-date';
import type { FrontField, RawFields, TextLine } from './front/text-line';
import { stateOfCountry } from './issuing-states';
import { transliterate } from './names';
import { readNationalId } from './national-id/national-id';

export type { FrontField, TextLine } from './front/text-line';

/** What a printed front says; a field that was not found for certain is absent. Dates are ISO dates. */
export interface FrontFields {
  readonly kind: DocumentKind;
  /** Alpha-3; absent where the front does not say it. */
  readonly issuingState?: string;
  readonly firstName?: FrontField;
  readonly lastName?: FrontField;
  readonly dateOfBirth?: FrontField;
  /** In a spelling that `readNationalId` takes. */
  readonly nationalId?: FrontField;
  readonly expiresOn?: FrontField;
}

/** Titles as `transliterate` leaves them, with and without what recognizers miss of Nordic letters; specific ones first. */
const TITLES: readonly { pattern: RegExp; kind: DocumentKind; country?: Country }[] = [
  { pattern: /\bAJOKORTTI\b/, kind: 'DRIVING_LICENCE', country: 'FI' },
  { pattern: /\bKOE?REKORT\b/, kind: 'DRIVING_LICENCE', country: 'DK' },
  { pattern: /\bFOE?R[EA]RKORT\b/, kind: 'DRIVING_LICENCE', country: 'NO' },
  { pattern: /\bKOE?RKORT\b/, kind: 'DRIVING_LICENCE', country: 'SE' },
  {
    pattern: /\b(OPHOLDSKORT|OPPHOLDSKORT|UPPEHAALLSTILLSTAAND|OLESKELULUPA|RESIDENCE PERMIT)\b/,
    kind: 'RESIDENCE_CARD',
  },
  { pattern: /\b(IDENTITETSKORT|HENKILOE?KORTTI|ID KORT|IDENTITY CARD)\b/, kind: 'IDENTITY_CARD' },
  { pattern: /\b(PASS|PAS|PASSI|PASSPORT)\b/, kind: 'PASSPORT' },
];

const COUNTRY_NAMES: readonly { pattern: RegExp; country: Country }[] = [
  { pattern: /\b(SUOMI|FINLAND)\b/, country: 'FI' },
  { pattern: /\b(DANMARK|DENMARK)\b/, country: 'DK' },
  { pattern: /\b(NORGE|NOREG|NORWAY)\b/, country: 'NO' },
  { pattern: /\b(SVERIGE|SWEDEN)\b/, country: 'SE' },
];

/** The Danish health card has name and number but no picture: it proves nobody's identity. */
const HEALTH_CARD = /\b(SUNDHEDSKORT|SYGESIKRINGSKORT|SYGESIKRINGSBEVIS|SUNDHEDSKORTET)\b/;

/** Whether printed lines are Denmark's health card: it supports an identity and is none. */
export const isHealthCard = (lines: readonly TextLine[]): boolean =>
  lines.some(({ text }) => HEALTH_CARD.test(transliterate(text)));

/** Two letters or more, in words: what a name looks like and a misread number does not. */
const NAME = /^\p{L}[\p{L}\p{M}'’. -]*\p{L}$/u;

/** Dust, and what parts a name from its label. */
const EDGES = /^[^\p{L}]+|[^\p{L}]+$/gu;

const judged = (
  field: FrontField | undefined,
  judge: (text: string) => string | undefined,
): FrontField | undefined => {
  const value = field === undefined ? undefined : judge(field.value);
  return field === undefined || value === undefined ? undefined : { value, confidence: field.confidence };
};

/** The only text on the front that is a national number with a check digit that holds; undefined where two differ. */
function unlabelledNumber(
  lines: readonly TextLine[],
  country: Country,
  today: IsoDate,
): FrontField | undefined {
  const numbers = lines.flatMap(({ text, confidence }) =>
    text
      .split(/\s+/)
      .map((word) => ({ id: readNationalId(country, word, today), word, confidence }))
      .filter(({ id }) => id.ok && id.checksum === 'pass'),
  );
  const [first] = numbers;
  const one = new Set(numbers.map(({ id }) => (id.ok ? id.canonical : ''))).size === 1;
  return first !== undefined && one ? { value: first.word, confidence: first.confidence } : undefined;
}

/**
 * Reads the printed front of a driving licence (by its field numbers) or of a passport or card (by its labels). `country` is
 * the one whose number is looked for. Conservative: what is ambiguous, or does not look like what it should be, is absent.
 * Undefined where the lines are no identity document that we know, and for Denmark's health card.
 */
export function readFront(
  lines: readonly TextLine[],
  country: Country,
  today: IsoDate,
): FrontFields | undefined {
  const texts = lines.map(({ text }) => transliterate(text));
  if (isHealthCard(lines)) return undefined;
  const title = TITLES.find(({ pattern }) => texts.some((text) => pattern.test(text)));
  const kind = title?.kind ?? 'OTHER';
  const issuer =
    title?.country ?? COUNTRY_NAMES.find(({ pattern }) => texts.some((text) => pattern.test(text)))?.country;

  const raw: RawFields =
    kind === 'DRIVING_LICENCE' ? licenceFields(lines, issuer ?? country) : labelledFields(lines);
  const name = (text: string): string | undefined => {
    const bare = text.replace(EDGES, '');
    return NAME.test(bare) ? bare : undefined;
  };
  const found = {
    firstName: judged(raw.firstName, name),
    lastName: judged(raw.lastName, name),
    dateOfBirth: judged(raw.dateOfBirth, (text) => {
      const date = printedDate(text, (yymmdd) => pastDate(yymmdd, today));
      return date !== undefined && date <= today ? date : undefined;
    }),
    nationalId:
      judged(raw.nationalId, (text) => (/\d{4}/.test(text) ? text : undefined)) ??
      unlabelledNumber(lines, country, today),
    expiresOn: judged(raw.expiresOn, (text) => printedDate(text, (yymmdd) => expiryDate(yymmdd, today))),
  };
  const known = [found.firstName, found.lastName, found.dateOfBirth, found.nationalId].filter(
    (field) => field !== undefined,
  );
  if (known.length < 2 && (title === undefined || known.length === 0)) return undefined;
  return {
    kind,
    ...(issuer === undefined ? {} : { issuingState: stateOfCountry(issuer) }),
    ...(found.firstName && { firstName: found.firstName }),
    ...(found.lastName && { lastName: found.lastName }),
    ...(found.dateOfBirth && { dateOfBirth: found.dateOfBirth }),
    ...(found.nationalId && { nationalId: found.nationalId }),
    ...(found.expiresOn && { expiresOn: found.expiresOn }),
  };
}
