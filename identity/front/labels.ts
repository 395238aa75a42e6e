import { editDistance } from '../edit-distance';
import { transliterate } from '../names';
import type { FieldName, RawFields, TextLine } from './text-line';

/** Labels on Nordic passports and cards, in the letters that `transliterate` leaves. */
const LABELS: readonly { name: FieldName; labels: readonly string[] }[] = [
  {
    name: 'lastName',
    labels: ['EFTERNAMN', 'EFTERNAVN', 'ETTERNAVN', 'SUKUNIMI', 'SURNAME', 'LAST NAME', 'NOM'],
  },
  {
    name: 'firstName',
    labels: [
      'FOERNAMN',
      'FORNAVN',
      'FORNAVNE',
      'FORNAMN',
      'ETUNIMET',
      'GIVEN NAMES',
      'GIVEN NAME',
      'FIRST NAMES',
      'FIRST NAME',
      'PRENOMS',
    ],
  },
  {
    name: 'dateOfBirth',
    labels: [
      'FOEDELSEDATUM',
      'FOEDELSEDATO',
      'FOEDSELSDATO',
      'SYNTYMAEAIKA',
      'FOEDELSETID',
      'DATE OF BIRTH',
      'DATE DE NAISSANCE',
    ],
  },
  {
    name: 'nationalId',
    labels: [
      'PERSONNUMMER',
      'PERSONNR',
      'PERSONBETECKNING',
      'PERSONAL NUMBER',
      'PERSONAL NO',
      'PERSONAL IDENTITY NUMBER',
      'PERSONAL IDENTITY NO',
      'PERSONAL IDENTITY CODE',
      'CPR NUMMER',
      'CPR NR',
      'CPR',
      'FOEDSELSNUMMER',
      'FOEDSELSNR',
      'NATIONAL IDENTITY NUMBER',
      'HENKILOETUNNUS',
    ],
  },
  {
    name: 'expiresOn',
    labels: [
      'GILTIGT TILL OCH MED',
      'GILTIGT TILL',
      'SISTA GILTIGHETSDAG',
      'GYLDIG TIL',
      'UTLOEPSDATO',
      'UDLOEBSDATO',
      'VIIMEINEN VOIMASSAOLOPAEIVAE',
      'VOIMASSA',
      'DATE OF EXPIRY',
      'DATE D EXPIRATION',
    ],
  },
];

/** Longer ones first: `PERSONAL NO` before what it begins with. */
const PHRASES = LABELS.flatMap(({ name, labels }) =>
  labels.map((label) => ({ name, words: label.split(' ') })),
).sort((a, b) => b.words.length - a.words.length);

/** From this length on a word of a label may have one letter misread. */
const LONG_WORD = 6;

const isWord = (read: string | undefined, word: string): boolean =>
  read === word || (read !== undefined && word.length >= LONG_WORD && editDistance(read, word) === 1);

/** Takes the labels off the beginning of a line: `Sukunimi / Surname Virtanen` → lastName, `Virtanen`. */
function unlabel(text: string): { name: FieldName; rest: string } | undefined {
  let words = text.split(/[\s/]+/).filter((word) => /[\p{L}\p{Nd}]/u.test(word));
  let name: FieldName | undefined;
  for (;;) {
    const plain = words.flatMap((word) => transliterate(word).split(' '));
    const phrase = PHRASES.find(
      (candidate) =>
        (name === undefined || candidate.name === name) &&
        candidate.words.every((word, i) => isWord(plain[i], word)),
    );
    if (phrase === undefined) return name === undefined ? undefined : { name, rest: words.join(' ') };
    name = phrase.name;
    let taken = 0;
    let parts = 0;
    while (parts < phrase.words.length) parts += transliterate(words[taken++] ?? '').split(' ').length;
    words = words.slice(taken);
  }
}

/** The line right below: overlapping from left to right, at most two and a half line heights down. */
function below({ box }: TextLine, lines: readonly TextLine[]): TextLine | undefined {
  const bottom = box.y + box.height;
  return lines
    .filter(
      (line) =>
        line.box.y >= box.y + box.height / 2 &&
        line.box.y - bottom <= 2.5 * box.height &&
        line.box.x < box.x + box.width &&
        line.box.x + line.box.width > box.x,
    )
    .sort((a, b) => a.box.y - b.box.y)[0];
}

/** Values under their labels are printed this much larger. */
const LARGER = 1.25;

/** The texts behind or under the labels; a label with two different texts tells nothing. */
export function labelledFields(lines: readonly TextLine[]): RawFields {
  const found = new Map<FieldName, { value: string; confidence: number } | undefined>();
  for (const line of lines) {
    const label = unlabel(line.text);
    if (label === undefined) continue;
    const next = below(line, lines);
    // What is left of a label over larger print was misread.
    const isBelow = label.rest === '' || (next && next.box.height > LARGER * line.box.height);
    const under = isBelow ? next : undefined;
    if (isBelow && !under) continue;
    const value = under === undefined ? label.rest : under.text.trim();
    if (value === '' || (under !== undefined && unlabel(under.text) !== undefined)) continue;
    const confidence = under?.confidence ?? line.confidence;
    const ambiguous = found.has(label.name) && found.get(label.name)?.value !== value;
    found.set(label.name, ambiguous ? undefined : { value, confidence });
  }
  const fields: RawFields = {};
  for (const [name, field] of found) if (field !== undefined) fields[name] = field;
  return fields;
}
