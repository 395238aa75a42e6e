import type { Country } from '../../generated/types';
import type { FieldName, RawFields, TextLine } from './text-line';

/** `1.`, `4b.`; a name may follow at once, a date after `4b.` too. */
const MARKER = /(?:^|\s)(4[a-d]|[1-9])\s?[.,](?=\s|\p{L}|(?<=4[a-d].)\d)\s*/gu;

/** Field numbers of all licences of the European model (Directive 2006/126/EC, annex I). */
const FIELDS: Readonly<Record<string, FieldName>> = {
  '1': 'lastName',
  '2': 'firstName',
  '3': 'dateOfBirth',
  '4b': 'expiresOn',
};

/** Where the personal number stands: Sweden and Finland use field 5, Norway and Denmark 4d. */
const NUMBER_FIELD: Record<Country, string> = { DK: '4d', FI: '5', NO: '4d', SE: '5' };

/** The texts behind the field numbers; a number that occurs twice tells nothing. */
export function licenceFields(lines: readonly TextLine[], country: Country): RawFields {
  const found = new Map<string, { value: string; confidence: number }[]>();
  for (const { text, confidence } of lines) {
    const markers = [...text.matchAll(MARKER)];
    markers.forEach((marker, i) => {
      const value = text.slice(marker.index + marker[0].length, markers[i + 1]?.index).trim();
      const field = marker[1] ?? '';
      found.set(field, [...(found.get(field) ?? []), { value, confidence }]);
    });
  }
  const fields: RawFields = {};
  for (const [number, values] of found) {
    const name = number === NUMBER_FIELD[country] ? 'nationalId' : FIELDS[number];
    const [value] = values;
    if (name !== undefined && value !== undefined && values.length === 1) fields[name] = value;
  }
  return fields;
}
