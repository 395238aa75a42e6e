import type { Country } from '../../generated/types';
import type { FieldName, FrontField, RawFields, TextLine } from './text-line';

/** `1.`, `4b.`; a name may follow at once, a date after `4b.` too. */
const MARKER = /(?:^|\s)(4[a-d]|[1-9])\s?[.,](?=\s|\p{L}|(?<=4[a-d].)\d)\s*/gu;
/** What a recognizer makes of the same where a line begins: another sign for the full stop, or none; A for 4. */
const FIRST_MARKER = /^(?:[4A]([a-d])|([1-9]))(?:[\s.,:;'"=—–-]+)(?=[\p{L}\p{Nd}])/iu;

/** Field numbers of all licences of the European model (Directive 2006/126/EC, annex I). */
const FIELDS: Readonly<Record<string, FieldName>> = {
  '1': 'lastName',
  '2': 'firstName',
  '3': 'dateOfBirth',
  '4b': 'expiresOn',
};

/** Where the personal number stands: Sweden and Finland use field 5, Norway and Denmark 4d. */
const NUMBER_FIELD: Record<Country, string> = { DK: '4d', FI: '5', NO: '4d', SE: '5' };

/** Under this a line without a field number is no evidence of anything. */
const READABLE = 0.5;

interface NumberedText extends FrontField {
  readonly number: string;
  readonly line: TextLine;
}

/** What follows each field number in a line. */
function numberedTexts(line: TextLine): NumberedText[] {
  const first = FIRST_MARKER.exec(line.text);
  const begins = first?.[0].length ?? 0;
  const others = [...line.text.matchAll(MARKER)].filter(({ index }) => index >= begins);
  const markers = [
    ...(first
      ? [{ number: first[1] ? `4${first[1].toLowerCase()}` : (first[2] ?? ''), at: 0, ends: begins }]
      : []),
    ...others.map((match) => ({
      number: match[1] ?? '',
      at: match.index,
      ends: match.index + match[0].length,
    })),
  ];
  return markers.map(({ number, ends }, i) => ({
    number,
    value: line.text.slice(ends, markers[i + 1]?.at).trim(),
    confidence: line.confidence,
    line,
  }));
}

/**
 * The lines without a field number that stand between two with one, in the column of the upper one: a name that goes on, or one
 * whose number was lost.
 */
function linesBetween(upper: TextLine, lower: TextLine, lines: readonly TextLine[]): TextLine[] {
  return lines.filter(
    ({ box }) =>
      box.y > upper.box.y + 0.5 * upper.box.height &&
      box.y < lower.box.y - 0.5 * lower.box.height &&
      box.x < upper.box.x + upper.box.width &&
      box.x + box.width > upper.box.x,
  );
}

/** The texts behind the field numbers; a number that occurs twice tells nothing. */
export function licenceFields(lines: readonly TextLine[], country: Country): RawFields {
  const found = lines.flatMap(numberedTexts);
  const unnumbered = lines.filter((line) => found.every((text) => text.line !== line));
  const only = (number: string): NumberedText | undefined => {
    const texts = found.filter((text) => text.number === number);
    return texts.length === 1 ? texts[0] : undefined;
  };
  const fields: RawFields = {};
  for (const number of new Set(found.map((text) => text.number))) {
    const name = number === NUMBER_FIELD[country] ? 'nationalId' : FIELDS[number];
    const text = only(number);
    if (name !== undefined && text) fields[name] = { value: text.value, confidence: text.confidence };
  }

  const [one, two, three] = [only('1'), only('2'), only('3')];
  const goOn = (from: NumberedText, to: NumberedText): FrontField => {
    const parts = [
      from,
      ...linesBetween(from.line, to.line, unnumbered).map(({ text, confidence }) => ({
        value: text,
        confidence,
      })),
    ];
    return {
      value: parts.map(({ value }) => value).join(' '),
      confidence: Math.min(...parts.map(({ confidence }) => confidence)),
    };
  };
  if (one && two) fields.lastName = goOn(one, two);
  if (two && three) fields.firstName = goOn(two, three);
  if (one && three && !found.some(({ number }) => number === '2')) {
    const [line, another] = linesBetween(one.line, three.line, unnumbered);
    if (line && !another && line.confidence >= READABLE) {
      fields.firstName = { value: line.text, confidence: line.confidence };
    }
  }
  return fields;
}
