/** A number of DynamoDB (38 digits, 10^±125) as text: what a double cannot hold is compared exactly. */
interface Decimal {
  sign: -1 | 0 | 1;
  /** Power of ten of the first digit. */
  exponent: number;
  /** Without zeros at either end. */
  digits: string;
}

/** Negative, zero or positive, as `left` is less than, equal to or greater than `right`. */
export function compareNumbers(left: string, right: string): number {
  const [a, b] = [parse(left), parse(right)];
  if (a.sign !== b.sign) return a.sign - b.sign;
  if (a.sign === 0) return 0;
  const magnitude =
    a.exponent !== b.exponent
      ? a.exponent - b.exponent
      : a.digits < b.digits
        ? -1
        : Number(a.digits > b.digits);
  return a.sign * magnitude;
}

function parse(text: string): Decimal {
  const [, minus = '', whole = '', fraction = '', power = '0'] =
    /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const all = whole + fraction;
  const leading = /^0*/.exec(all)?.[0].length ?? 0;
  const digits = all.slice(leading).replace(/0+$/, '');
  if (digits === '') return { sign: 0, exponent: 0, digits };
  return { sign: minus === '-' ? -1 : 1, exponent: whole.length - leading - 1 + Number(power), digits };
}
