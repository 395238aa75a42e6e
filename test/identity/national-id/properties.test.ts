import { idnr } from '@navikt/fnrvalidator';
import fc from 'fast-check';
import { FinnishSSN } from 'finnish-ssn';
import Personnummer from 'personnummer';
import { mutated, seeded, validNumber } from '../../../bench/numbers/generate';
import type { Country } from '../../../generated/types';
import { isLeapYear, isoDate, pastDate } from '../../../identity/calendar';
import { agreesWithDateOfBirth, readNationalId } from '../../../identity/national-id/national-id';
import { luhnDigit } from '../../../identity/national-id/sweden';

const TODAY = '2026-11-22';
const COUNTRIES: Country[] = ['DK', 'FI', 'NO', 'SE'];

/** A valid number of the country, or one with a mistake: see the generators. */
const numberOf = (country: Country) =>
  fc.tuple(fc.nat(), fc.boolean()).map(([seed, wrong]) => {
    const random = seeded(seed);
    const valid = validNumber(country, random);
    return wrong ? mutated(country, valid, random) : valid;
  });

describe.each(COUNTRIES)('a number of %s', (country) => {
  const number = numberOf(country);

  it('reads as itself in its canonical form', () => {
    fc.assert(
      fc.property(number, (text) => {
        const id = readNationalId(country, text, TODAY);
        if (id.ok) expect(readNationalId(country, id.canonical, TODAY)).toEqual(id);
      }),
    );
  });

  it('has a date of birth that is a day of the past and stands in the number', () => {
    fc.assert(
      fc.property(number, (text) => {
        const id = readNationalId(country, text, TODAY);
        if (!id.ok || id.dateOfBirth === undefined) return;
        expect(id.dateOfBirth <= TODAY).toBe(true);
        const [year = 0, month = 0, day = 0] = id.dateOfBirth.split('-').map(Number);
        expect(isoDate(year, month, day)).toBe(id.dateOfBirth);
        expect(id.yearMonthDay).toBe(id.dateOfBirth.slice(2));
        expect(agreesWithDateOfBirth(id, id.dateOfBirth)).toBe(true);
      }),
    );
  });

  it('is refused, or becomes another number, when one digit changes (DK has no such protection)', () => {
    if (country === 'DK') return;
    fc.assert(
      fc.property(number, fc.nat(10), fc.integer({ min: 1, max: 9 }), (text, at, by) => {
        const id = readNationalId(country, text, TODAY);
        const digit = text[at] ?? '';
        if (!id.ok || !/\d/.test(digit) || (country === 'SE' && at < 2)) return;
        const changed = text.slice(0, at) + String((Number(digit) + by) % 10) + text.slice(at + 1);
        expect(readNationalId(country, changed, TODAY)).toMatchObject({ ok: false });
      }),
    );
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), number), (text) => {
        expect(typeof readNationalId(country, text, TODAY).ok).toBe('boolean');
      }),
    );
  });
});

/** What people, word processors and OCR make of the separators. */
const HYPHENS = ['-', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212', '\ufe63', '\uff0d'];
const GAPS = ['', '', '', ' ', '  ', '\t', '\u00a0', '\u2009', '\u200b', '\u00ad', '\ufeff'];
const fullWidth = (text: string): string =>
  text.replace(/[0-9A-Z+]/g, (character) => String.fromCodePoint(0xfee0 + (character.codePointAt(0) ?? 0)));

/** The number in the ways in which people write it, without any ornament. */
function forms(country: Country, canonical: string): string[] {
  if (country === 'DK') return [canonical, `${canonical.slice(0, 6)}-${canonical.slice(6)}`];
  if (country === 'NO') return [canonical, `${canonical.slice(0, 6)}-${canonical.slice(6)}`];
  if (country === 'FI') return [canonical];
  const [century, date, last] = [canonical.slice(0, 2), canonical.slice(2, 8), canonical.slice(8)];
  // In the calendar year of the 100th birthday the hyphen becomes a plus.
  const hundred = Number(TODAY.slice(0, 4)) - Number(canonical.slice(0, 4)) >= 100;
  const twelve = [canonical, `${century}${date}-${last}`, `${century}${date}+${last}`];
  return [...twelve, ...(hundred ? [`${date}+${last}`] : [`${date}-${last}`, `${date}${last}`])];
}

describe.each(COUNTRIES)('one person of %s has one key', (country) => {
  const spelling = fc
    .record({
      seed: fc.nat(),
      form: fc.nat(),
      hyphen: fc.constantFrom(...HYPHENS),
      gaps: fc.array(fc.constantFrom(...GAPS), { minLength: 16, maxLength: 16 }),
      lower: fc.boolean(),
      wide: fc.boolean(),
    })
    .map(({ seed, form, hyphen, gaps, lower, wide }) => {
      const canonical = validNumber(country, seeded(seed));
      const all = forms(country, canonical);
      const plain = all[form % all.length] ?? canonical;
      const cased = wide ? fullWidth(plain) : lower ? plain.toLowerCase() : plain;
      const text = [...cased]
        .map((character, i) => (gaps[i] ?? '') + (character === '-' ? hyphen : character))
        .join('');
      return { canonical, text };
    })
    // Ten digits tell a Swede of a hundred years or more by the plus alone, and nobody born before that.
    .filter(({ canonical }) => country !== 'SE' || canonical >= '1827');

  it('whatever the separators, spaces, letters and digits it is written with', () => {
    fc.assert(
      fc.property(spelling, ({ canonical, text }) => {
        expect(readNationalId(country, text, TODAY)).toMatchObject({ ok: true, canonical });
      }),
    );
  });

  it('and another number never has it', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (one, other) => {
        const [a, b] = [one, other].map((seed) => validNumber(country, seeded(seed)));
        const keys = [a, b].map((text) => {
          const id = readNationalId(country, text ?? '', TODAY);
          return id.ok ? id.canonical : undefined;
        });
        expect(keys[0] === keys[1]).toBe(a === b);
      }),
    );
  });
});

describe('the libraries that read birth date and sex read the same', () => {
  // They take the clock for today.
  beforeAll(() => jest.useFakeTimers({ now: new Date(`${TODAY}T12:00:00Z`), doNotFake: ['performance'] }));
  afterAll(() => jest.useRealTimers());

  /** Numbers of our generator on which this library has something to say. */
  const valid = (country: Country, fits: (canonical: string) => boolean) =>
    fc
      .nat()
      .map((seed) => validNumber(country, seeded(seed)))
      .filter(fits);

  const localDate = (date: Date): string =>
    [date.getFullYear(), date.getMonth() + 1, date.getDate()]
      .map((part) => String(part).padStart(2, '0'))
      .join('-');

  it('finnish-ssn', () => {
    fc.assert(
      fc.property(
        valid('FI', (number) => FinnishSSN.validate(number)),
        (number) => {
          const { dateOfBirth, sex } = FinnishSSN.parse(number);
          expect(readNationalId('FI', number, TODAY)).toMatchObject({
            dateOfBirth: localDate(dateOfBirth),
            sex: sex === 'male' ? 'M' : 'F',
          });
        },
      ),
    );
  });

  it('personnummer', () => {
    fc.assert(
      fc.property(
        valid('SE', (number) => Personnummer.valid(number)),
        (number) => {
          const theirs = Personnummer.parse(number);
          expect(readNationalId('SE', number, TODAY)).toMatchObject({
            canonical: theirs.format(true),
            dateOfBirth: theirs.getDate().toISOString().slice(0, 10),
            sex: theirs.isMale() ? 'M' : 'F',
            type: theirs.isCoordinationNumber() ? 'samordningsnummer' : 'personnummer',
          });
        },
      ),
    );
  });
});

describe("Norway's rule of 2032", () => {
  const FROM = '2032-01-01';
  const nine = fc.nat().map((seed) => validNumber('NO', seeded(seed)).slice(0, 9));

  /** The check digits that leave this remainder; undefined where one of them would be 10. */
  const checkDigits = (digits: string, remainder: number): string | undefined => {
    const sum = (weights: number[], text: string) =>
      weights.reduce((total, weight, i) => total + weight * Number(text[i]), 0);
    const k1 = (11 + remainder - (sum([3, 7, 6, 1, 8, 9, 4, 5, 2], digits) % 11)) % 11;
    const k2 = (11 - (sum([5, 4, 3, 2, 7, 6, 5, 4, 3, 2], `${digits}${k1}`) % 11)) % 11;
    return k1 === 10 || k2 === 10 ? undefined : `${k1}${k2}`;
  };

  it('stands behind its date, and is then the one that @navikt/fnrvalidator has already', () => {
    fc.assert(
      fc.property(nine, fc.integer({ min: 0, max: 10 }), (digits, remainder) => {
        const last = checkDigits(digits, remainder);
        const month = Number(digits.slice(2, 4));
        // Norsk helsenett's tests, which the library does not know.
        if (last === undefined || (month > 65 && month < 80)) return;
        const number = digits + last;
        expect(readNationalId('NO', number, '2031-12-31').ok).toBe(remainder === 0);
        expect(readNationalId('NO', number, FROM).ok).toBe(remainder <= 3);
        expect(idnr(number).status === 'valid').toBe(remainder <= 3);
      }),
    );
  });

  it('takes century and sex from every number, for nobody can tell which rule it was given under', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const number = validNumber('NO', seeded(seed));
        const id = readNationalId('NO', number, FROM);
        const before = readNationalId('NO', number, '2031-12-31');
        expect(id).toMatchObject({ ok: true, canonical: number });
        expect(id).not.toHaveProperty('dateOfBirth');
        expect(id).not.toHaveProperty('sex');
        expect(id.ok && before.ok && id.yearMonthDay === before.dateOfBirth?.slice(2)).toBe(true);
      }),
    );
  });
});

describe('Sweden', () => {
  const PERSON = `19650208239${luhnDigit('650208239')}`;

  it.each([
    ['1965-02-08', true],
    ['1965-02-09', false],
    ['1965-01-01', false],
    ['1965-07-01', false],
  ])('expects the date in a personnummer: %s', (dateOfBirth, agrees) => {
    const id = readNationalId('SE', PERSON, TODAY);
    expect(id.ok && agreesWithDateOfBirth(id, dateOfBirth)).toBe(agrees);
  });

  it('gave a nearby day of the month to who was born on a 1 January or 1 July without a number left', () => {
    const id = readNationalId('SE', `19650104239${luhnDigit('650104239')}`, TODAY);
    expect(id.ok && agreesWithDateOfBirth(id, '1965-01-01')).toBe(true);
    expect(id.ok && agreesWithDateOfBirth(id, '1966-01-01')).toBe(false);
    expect(id.ok && agreesWithDateOfBirth(id, '1965-01-02')).toBe(false);
  });
});

describe('the calendar', () => {
  it('agrees with Date on which days exist', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1600, max: 2400 }),
        fc.integer({ min: 0, max: 14 }),
        fc.integer({ min: -1, max: 33 }),
        (year, month, day) => {
          const real = new Date(Date.UTC(year, month - 1, day));
          const exists =
            real.getUTCFullYear() === year && real.getUTCMonth() === month - 1 && real.getUTCDate() === day;
          expect(isoDate(year, month, day)).toBe(exists ? real.toISOString().slice(0, 10) : undefined);
        },
      ),
    );
  });

  it('reads a date without a century as the latest one of the past', () => {
    expect(pastDate('261122', TODAY)).toBe('2026-11-22');
    expect(pastDate('261123', TODAY)).toBe('1926-11-23');
    expect(pastDate('000229', TODAY)).toBe('2000-02-29');
    expect(pastDate('<<<<<<', TODAY)).toBeUndefined();
    expect(pastDate('990230', TODAY)).toBeUndefined();
    expect(isLeapYear(1900)).toBe(false);
  });
});
