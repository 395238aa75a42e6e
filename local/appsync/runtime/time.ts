import { assertWatched } from './patterns';
import { session } from './session';

/** A moment taken apart in some zone, as Java's `ZonedDateTime` would give it. */
interface Fields {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
  offsetMinutes: number;
  zone: string;
}

const months = 'January February March April May June July August September October November December'.split(
  ' ',
);
const weekdays = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

function invalid(what: string): never {
  throw new Error(`util.time: ${what}`);
}

function pad(value: number, width: number): string {
  return String(Math.abs(value)).padStart(width, '0');
}

/** Minutes east of UTC of a fixed-offset zone (`Z`, `+02:00`, `UTC-3`), undefined for a named one. */
function fixedOffset(zone: string): number | undefined {
  if (/^(Z|UTC|GMT)$/.test(zone)) return 0;
  const match = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(zone);
  if (match === null) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return match[1] === '-' ? -minutes : minutes;
}

function zoneOffset(epochMilliseconds: number, zone: string): number {
  const fixed = fixedOffset(zone);
  if (fixed !== undefined) return fixed;
  let formatter: Intl.DateTimeFormat;
  try {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    invalid(`'${zone}' is not a time zone.`);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of formatter.formatToParts(epochMilliseconds)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  return Math.round((local - Math.floor(epochMilliseconds / 1000) * 1000) / 60_000);
}

function fieldsAt(epochMilliseconds: number, zone: string): Fields {
  if (typeof epochMilliseconds !== 'number' || !Number.isFinite(epochMilliseconds))
    invalid('a number of milliseconds since 1970-01-01T00:00:00Z is expected.');
  const offsetMinutes = zoneOffset(epochMilliseconds, zone);
  const local = new Date(epochMilliseconds + offsetMinutes * 60_000);
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    millisecond: local.getUTCMilliseconds(),
    offsetMinutes,
    zone,
  };
}

/** `+0200` (compact), `+02:00` (colon) or `+02` (hours, when the minutes are zero). */
function offsetText(offsetMinutes: number, form: 'hours' | 'compact' | 'colon'): string {
  const sign = offsetMinutes < 0 ? '-' : '+';
  const hours = pad(Math.trunc(offsetMinutes / 60), 2);
  const minutes = pad(offsetMinutes % 60, 2);
  if (form === 'hours' && minutes === '00') return sign + hours;
  return form === 'colon' ? `${sign}${hours}:${minutes}` : sign + hours + minutes;
}

/** The pattern as runs of one letter and literal text (`''` is an apostrophe). */
function tokens(pattern: string): { letter?: string; text: string }[] {
  const found: { letter?: string; text: string }[] = [];
  for (const match of pattern.matchAll(/([A-Za-z])\1*|'((?:[^']|'')*)'|[^A-Za-z']+/g)) {
    const [text, letter, quoted] = match;
    if (letter !== undefined) found.push({ letter, text });
    else if (quoted !== undefined) found.push({ text: quoted === '' ? "'" : quoted.replace(/''/g, "'") });
    else found.push({ text });
  }
  return found;
}

function weekBasedYear(fields: Fields): number {
  const date = new Date(Date.UTC(fields.year, fields.month - 1, fields.day));
  return new Date(date.getTime() + (6 - date.getUTCDay()) * 86_400_000).getUTCFullYear();
}

function formatField(letter: string, width: number, fields: Fields): string {
  const named = (names: string[], index: number) => (width === 3 ? names[index]!.slice(0, 3) : names[index]!);
  const weekday = () => new Date(Date.UTC(fields.year, fields.month - 1, fields.day)).getUTCDay();
  switch (letter) {
    case 'y':
    case 'u':
      return width === 2 ? pad(fields.year % 100, 2) : pad(fields.year, width);
    case 'Y':
      return width === 2 ? pad(weekBasedYear(fields) % 100, 2) : pad(weekBasedYear(fields), width);
    case 'M':
    case 'L':
      return width >= 3 ? named(months, fields.month - 1) : pad(fields.month, width);
    case 'd':
      return pad(fields.day, width);
    case 'D':
      return pad(
        (Date.UTC(fields.year, fields.month - 1, fields.day) - Date.UTC(fields.year, 0, 0)) / 86_400_000,
        width,
      );
    case 'E':
      return width <= 3 ? weekdays[weekday()]!.slice(0, 3) : weekdays[weekday()]!;
    case 'H':
      return pad(fields.hour, width);
    case 'k':
      return pad(fields.hour === 0 ? 24 : fields.hour, width);
    case 'K':
      return pad(fields.hour % 12, width);
    case 'h':
      return pad(fields.hour % 12 === 0 ? 12 : fields.hour % 12, width);
    case 'm':
      return pad(fields.minute, width);
    case 's':
      return pad(fields.second, width);
    case 'S':
      return pad(fields.millisecond, 3).padEnd(9, '0').slice(0, width);
    case 'a':
      return fields.hour < 12 ? 'AM' : 'PM';
    case 'X':
      if (fields.offsetMinutes === 0) return 'Z';
      return offsetText(fields.offsetMinutes, width === 1 ? 'hours' : width === 2 ? 'compact' : 'colon');
    case 'x':
      return offsetText(fields.offsetMinutes, width === 1 ? 'hours' : width === 2 ? 'compact' : 'colon');
    case 'Z':
      return offsetText(fields.offsetMinutes, width >= 5 ? 'colon' : 'compact');
    case 'V':
      return fields.zone;
    default:
      return invalid(`the pattern letter '${letter}' is not run on this machine.`);
  }
}

function format(epochMilliseconds: number, pattern: string, zone = 'UTC'): string {
  const fields = fieldsAt(epochMilliseconds, zone);
  return tokens(pattern)
    .map(({ letter, text }) => (letter === undefined ? text : formatField(letter, text.length, fields)))
    .join('');
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The regular expression of one pattern letter; numbers that touch each other have a fixed width. */
function fieldExpression(letter: string, width: number): string {
  switch (letter) {
    case 'y':
    case 'u':
      return width === 2 ? '\\d{2}' : '[+-]?\\d{4,}';
    case 'M':
    case 'L':
      if (width >= 3) return (width === 3 ? months.map((name) => name.slice(0, 3)) : months).join('|');
      return width === 2 ? '\\d{2}' : '\\d{1,2}';
    case 'd':
    case 'H':
    case 'h':
    case 'm':
    case 's':
      return width === 2 ? '\\d{2}' : '\\d{1,2}';
    case 'S':
      return `\\d{${width}}`;
    case 'a':
      return 'AM|PM';
    case 'E':
      return '[A-Za-z]+';
    case 'X':
    case 'x':
    case 'Z':
      return 'Z|[+-]\\d{2}(?::?\\d{2})?';
    default:
      return invalid(`the pattern letter '${letter}' is not run on this machine for parsing.`);
  }
}

function parse(timestamp: string, pattern: string, zone = 'UTC'): number {
  assertWatched();
  const letters: string[] = [];
  const expression = tokens(pattern).map(({ letter, text }) => {
    if (letter === undefined) return escapeRegExp(text);
    letters.push(letter);
    return `(${fieldExpression(letter, text.length)})`;
  });
  const match = new RegExp(`^${expression.join('')}$`).exec(timestamp);
  if (match === null) invalid(`the timestamp does not have the form '${pattern}'.`);
  const found: Record<string, string> = {};
  letters.forEach((letter, index) => (found[letter] = match[index + 1]!));
  const year = found['y'] ?? found['u'];
  if (year === undefined) invalid(`the pattern '${pattern}' has no year.`);
  const monthText = found['M'] ?? found['L'] ?? '1';
  const named = months.findIndex((name) => name.slice(0, 3) === monthText.slice(0, 3));
  const month = named < 0 ? Number(monthText) : named + 1;
  const afternoon = found['a'] === 'PM' ? 12 : 0;
  const hour = found['h'] === undefined ? Number(found['H'] ?? 0) : (Number(found['h']) % 12) + afternoon;
  const fullYear = year.length === 2 ? 2000 + Number(year) : Number(year);
  const local = Date.UTC(
    fullYear,
    month - 1,
    Number(found['d'] ?? 1),
    hour,
    Number(found['m'] ?? 0),
    Number(found['s'] ?? 0),
    Number((found['S'] ?? '0').padEnd(3, '0').slice(0, 3)),
  );
  const back = new Date(local);
  if (back.getUTCMonth() !== month - 1 || back.getUTCHours() !== hour)
    invalid('the timestamp is not a date.');
  const written = found['X'] ?? found['x'] ?? found['Z'];
  if (written !== undefined) return local - (fixedOffset(written) ?? 0) * 60_000;
  // The offset depends on the moment and the moment on the offset: two rounds settle it, also near a change of clocks.
  const guess = local - zoneOffset(local, zone) * 60_000;
  return local - zoneOffset(guess, zone) * 60_000;
}

const iso8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}(?::?\d{2})?)$/;

function parseIso8601(timestamp: string): number {
  const milliseconds = typeof timestamp === 'string' && iso8601.test(timestamp) ? Date.parse(timestamp) : NaN;
  if (Number.isNaN(milliseconds)) invalid('the timestamp is not in ISO 8601 form.');
  return milliseconds;
}

/** `util.time`, with the pattern letters of java.time.format.DateTimeFormatter. */
export const time = {
  nowISO8601: () => new Date(session().now).toISOString(),
  nowEpochSeconds: () => Math.floor(session().now / 1000),
  nowEpochMilliSeconds: () => session().now,
  nowFormatted: (pattern: string, zone?: string) => format(session().now, pattern, zone),
  parseFormattedToEpochMilliSeconds: parse,
  parseISO8601ToEpochMilliSeconds: parseIso8601,
  epochMilliSecondsToSeconds: (milliseconds: number) => Math.floor(milliseconds / 1000),
  epochMilliSecondsToISO8601: (milliseconds: number) => {
    fieldsAt(milliseconds, 'UTC');
    return new Date(milliseconds).toISOString();
  },
  epochMilliSecondsToFormatted: format,
};
