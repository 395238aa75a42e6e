import fc from 'fast-check';
import { stdnum } from 'stdnum';
import type { Country } from '../../../generated/types';
import { daysInMonth, isLeapYear, isoDate, pastDate } from '../../../identity/calendar';
import { henkilotunnusCheckCharacter } from '../../../identity/national-id/finland';
import { agreesWithDateOfBirth, readNationalId } from '../../../identity/national-id/national-id';
import { fodselsnummerCheckDigits } from '../../../identity/national-id/norway';
import { luhnDigit } from '../../../identity/national-id/sweden';

const TODAY = '2026-11-22';
const COUNTRIES: Country[] = ['DK', 'FI', 'NO', 'SE'];

const digits = (count: number) => fc.stringMatching(new RegExp(`^\\d{${count}}$`));

const date = fc
  .record({
    year: fc.integer({ min: 1900, max: 2025 }),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 31 }),
  })
  .filter(({ year, month, day }) => day <= daysInMonth(year, month))
  .map(({ year, month, day }) => ({
    year,
    dd: String(day).padStart(2, '0'),
    mm: String(month).padStart(2, '0'),
    yy: String(year).slice(2),
  }));

/** A number of each country with a date that exists and check digits that hold, as likely as not. */
const NUMBERS: Record<Country, fc.Arbitrary<string>> = {
  DK: fc.tuple(date, digits(4)).map(([{ dd, mm, yy }, serial]) => dd + mm + yy + serial),
  FI: fc
    .tuple(date, fc.integer({ min: 2, max: 999 }), fc.boolean())
    .map(([{ year, dd, mm, yy }, number, right]) => {
      const individual = String(number).padStart(3, '0');
      const check = henkilotunnusCheckCharacter(dd + mm + yy + individual);
      return `${dd}${mm}${yy}${year < 2000 ? '-' : 'A'}${individual}${right ? check : 'K'}`;
    }),
  NO: fc
    .tuple(date, fc.integer({ min: 0, max: 999 }), digits(2), fc.boolean())
    .map(([{ dd, mm, yy }, number, random, right]) => {
      const nine = dd + mm + yy + String(number).padStart(3, '0');
      return nine + ((right ? fodselsnummerCheckDigits(nine) : undefined) ?? random);
    }),
  SE: fc
    .tuple(date, fc.integer({ min: 1, max: 999 }), digits(1), fc.boolean())
    .map(([{ year, dd, mm, yy }, number, random, right]) => {
      const nine = yy + mm + dd + String(number).padStart(3, '0');
      return `${String(year).slice(0, 2)}${nine}${right ? luhnDigit(nine) : random}`;
    }),
};

describe.each(COUNTRIES)('a number of %s', (country) => {
  const number = NUMBERS[country];

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

describe('stdnum, a library of another hand, agrees', () => {
  it.each<[Country, string]>([
    ['SE', 'personnummer'],
    ['FI', 'hetu'],
    ['NO', 'fodselsnummer'],
  ])('%s: valid or not', (country, name) => {
    const oracle = stdnum[country]?.[name];
    let valid = 0;
    fc.assert(
      fc.property(NUMBERS[country], (text) => {
        const id = readNationalId(country, text, TODAY);
        // It takes 1854, Norway's first year, for a mistake.
        if (id.ok && id.dateOfBirth?.startsWith('1854')) return;
        const ours = id.ok;
        if (ours) valid += 1;
        // It reads Swedish numbers with their separator only.
        const spelling = country === 'SE' ? `${text.slice(0, 8)}-${text.slice(8)}` : text;
        expect(oracle?.validate(spelling).isValid).toBe(ours);
      }),
      { numRuns: 300 },
    );
    expect(valid).toBeGreaterThan(50);
  });

  it('DK: valid or not, which modulus 11 does not decide', () => {
    fc.assert(
      fc.property(NUMBERS.DK, (text) => {
        const id = readNationalId('DK', text, TODAY);
        expect(stdnum['DK']?.['cpr']?.validate(text).isValid).toBe(id.ok);
      }),
      { numRuns: 300 },
    );
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
