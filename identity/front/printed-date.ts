import { isoDate, type IsoDate } from '../calendar';

/** Months as passports spell them, by what they begin with in Danish, Norwegian, Swedish and English. */
const MONTHS = [
  'JAN',
  'FEB',
  'MAR',
  'APR',
  'MA[IJY]',
  'JUN',
  'JUL',
  'AUG',
  'SEP',
  'O[CK]T',
  'NOV',
  'DE[CS]',
].map((pattern) => new RegExp(`^${pattern}$`));
const NAMED_MONTH = /(?<!\d)(\d\d)[-. ]?([A-Z]{3})[A-Z]*\.?(?: ?\/ ?[A-Z]+\.?)?[-. ]?(\d{4}|\d\d)(?!\d)/;

/** `06 OCT 1985`, `06 OKT/OCT 85` with the month as a number. */
function withNumberedMonth(text: string): string {
  const [whole, day = '', name = '', year = ''] = NAMED_MONTH.exec(text.toUpperCase()) ?? [];
  const month = MONTHS.findIndex((pattern) => pattern.test(name)) + 1;
  return whole === undefined || month === 0 ? text : `${day}.${String(month).padStart(2, '0')}.${year}`;
}

/**
 * A date as documents print it: day first with four or two digits for the year, the month perhaps by its name, or ISO, or its
 * digits alone. `century` reads `YYMMDD` where the year has two digits.
 */
export function printedDate(
  printed: string,
  century: (yymmdd: string) => IsoDate | undefined,
): IsoDate | undefined {
  const text = withNumberedMonth(printed);
  const dayFirst = /(?<!\d)(\d\d)[-. /](\d\d)[-. /](\d{4}|\d\d)(?!\d)/.exec(text);
  if (dayFirst) {
    const [, day = '', month = '', year = ''] = dayFirst;
    return year.length === 2
      ? century(year + month + day)
      : isoDate(Number(year), Number(month), Number(day));
  }
  const yearFirst = /(?<!\d)(\d{4})[-. ]?(\d\d)[-. ]?(\d\d)(?!\d)/.exec(text);
  return yearFirst ? isoDate(Number(yearFirst[1]), Number(yearFirst[2]), Number(yearFirst[3])) : undefined;
}
