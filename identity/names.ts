/** ICAO Doc 9303-3 § 6: letters that do not decompose into a Latin letter and a mark, or that become two letters. */
const TRANSLITERATIONS: Readonly<Record<string, string>> = {
  Å: 'AA',
  Ä: 'AE',
  Æ: 'AE',
  Ö: 'OE',
  Ø: 'OE',
  Œ: 'OE',
  Ü: 'UE',
  Þ: 'TH',
  ß: 'SS',
  ẞ: 'SS',
  Ð: 'D',
  Đ: 'D',
  Ħ: 'H',
  Ĳ: 'IJ',
  Ł: 'L',
  Ŋ: 'N',
  Ŧ: 'T',
};

/**
 * A name in the letters of a machine-readable zone, words apart by one space: `Østergård-Jensen` → `OESTERGAARD JENSEN`
 * (ICAO Doc 9303-3 § 6). Apostrophes vanish, hyphens and everything else that is no Latin letter part words.
 */
export function transliterate(name: string): string {
  return name
    .normalize('NFC')
    .toUpperCase()
    .replace(/\P{ASCII}/gu, (letter) => TRANSLITERATIONS[letter] ?? letter)
    .normalize('NFD')
    .replace(/[\p{M}'’ʼ`´.]/gu, '')
    .replace(/[^A-Z]+/g, ' ')
    .trim();
}

/**
 * Whether two spellings are the same name, compared as ICAO transliterates them. With `cut`, words may be abbreviated and
 * the last ones missing in one of the two: `CHRISTIANE LOU` is `Christiane Louise Marie`.
 */
export function sameName(a: string, b: string, { cut = false } = {}): boolean {
  const [x, y] = [transliterate(a), transliterate(b)];
  if (x === '' || y === '') return false;
  if (x === y) return true;
  if (!cut) return false;
  const [shorter = [], longer = []] = [x.split(' '), y.split(' ')].sort(
    (p, q) => p.join('').length - q.join('').length,
  );
  return shorter.length <= longer.length && shorter.every((word, i) => longer[i]?.startsWith(word) === true);
}

/** A name of capitals in the case that people write: `HANNE KRISTINE` → `Hanne Kristine`, `ANNA-LENA` → `Anna-Lena`. */
export const displayCase = (name: string): string =>
  name
    .normalize('NFC')
    .toLowerCase()
    .replace(/(^|[\s'’-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());

/** An e-mail local part is at most 64 characters (RFC 5321); the rest is left for a number that makes it unique. */
const LOCAL_PART_LENGTH = 56;

const emailWords = (name: string): string => transliterate(name).toLowerCase().replaceAll(' ', '-');

/**
 * The local part of a generated e-mail address, ASCII: first given name, dot, last name (`Åse Marie`, `Bjørnsen` →
 * `aase.bjoernsen`). A name without a Latin letter leaves its part out; `customer` where nothing is left.
 */
export function emailLocalPart(firstName: string, lastName: string): string {
  const first = firstName.trim().split(/\s+/)[0] ?? '';
  const parts = [first, lastName].map(emailWords).filter((part) => part !== '');
  return parts.length === 0
    ? 'customer'
    : parts
        .join('.')
        .slice(0, LOCAL_PART_LENGTH)
        .replace(/[.-]+$/, '');
}

/** Initials of the first names and the last name, at most ten: `Hanne Kristine`, `Østergaard` → `H. K. Ø.` */
export const initials = (firstName: string, lastName: string): string =>
  `${firstName} ${lastName}`
    .normalize('NFC')
    .split(/[\s-]+/)
    .map((word) => /\p{L}/u.exec(word)?.[0])
    .filter((letter) => letter !== undefined)
    .slice(0, 10)
    .map((letter) => `${letter.toUpperCase()}.`)
    .join(' ');
