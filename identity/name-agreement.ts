import { transliterate } from './names';

/** A person's names, as a document or a register has them. */
export interface PersonName {
  readonly firstName: string;
  readonly lastName: string;
}

/**
 * How two spellings of a name agree. `same`: letter for letter once transliterated. `variant`: the same name in another form;
 * worth a remark, no doubt of the person whose number and date of birth agree. `different`: another name, or none.
 */
export type NameAgreement = 'same' | 'variant' | 'different';

/** Length from which a name may have been cut to fit a machine-readable zone: TD1's 30 characters, less a filler or two. */
const CUT_FROM = 28;

/** Whether surname and given names together fill the shortest name field, so that an issuer may have cut or abbreviated them. */
export const mayBeCut = ({ firstName, lastName }: PersonName): boolean =>
  transliterate(lastName).length + 2 + transliterate(firstName).length >= CUT_FROM;

/** Hyphens and spaces part words for one issuer and not for another: they do not count. */
const letters = (name: string): string => transliterate(name).replaceAll(' ', '');

/** The spellings that ICAO Doc 9303-3 § 6 leaves to the issuer (Ä: AE or A, Å: AA or A, Ö: OE or O, Ü: UE or U) made one. */
export const folded = (name: string): string =>
  transliterate(name)
    .replace(/A[AE]+/g, 'A')
    .replace(/([OU])E+/g, '$1');

const wordsOf = (name: string): string[] => folded(name).split(' ').filter(Boolean);

const areBeginnings = (part: readonly string[], whole: readonly string[]): boolean =>
  part.length <= whole.length && part.every((word, i) => whole[i]?.startsWith(word) === true);

/** Whether the one fills a zone's field and is what the field had room for: words abbreviated, the last ones missing. */
const isCutOf = (cut: PersonName, whole: PersonName): boolean =>
  mayBeCut(cut) &&
  areBeginnings(wordsOf(cut.firstName), wordsOf(whole.firstName)) &&
  areBeginnings(wordsOf(cut.lastName), wordsOf(whole.lastName));

/** Whether every word of `part` is in `whole`, as often, in whatever order. */
function isAmong(part: readonly string[], whole: readonly string[]): boolean {
  const left = [...whole];
  return part.every((word) => {
    const at = left.indexOf(word);
    if (at < 0) return false;
    left.splice(at, 1);
    return true;
  });
}

const share = (a: readonly string[], b: readonly string[]): boolean => a.some((word) => b.includes(word));

/**
 * Whether two names are one person's. A variant is: the issuer's other transliteration; a name that a zone had no room for; given
 * names in another order; a given name, a middle name or one of two surnames that only one of the two has, or that counts as a
 * given name here and as a surname there, if at least one given name and one surname are shared.
 */
export function nameAgreement(a: PersonName, b: PersonName): NameAgreement {
  const fields = [a.firstName, a.lastName, b.firstName, b.lastName];
  if (fields.some((field) => letters(field) === '')) return 'different';
  if (letters(a.firstName) === letters(b.firstName) && letters(a.lastName) === letters(b.lastName))
    return 'same';

  const [givenOfA, givenOfB] = [wordsOf(a.firstName), wordsOf(b.firstName)];
  const [lastOfA, lastOfB] = [wordsOf(a.lastName), wordsOf(b.lastName)];
  const joined = (words: readonly string[]): string => words.join('');
  if (joined(givenOfA) === joined(givenOfB) && joined(lastOfA) === joined(lastOfB)) return 'variant';
  if (isCutOf(a, b) || isCutOf(b, a)) return 'variant';
  const [allOfA, allOfB] = [
    [...givenOfA, ...lastOfA],
    [...givenOfB, ...lastOfB],
  ];
  const oneHoldsTheOther = isAmong(allOfA, allOfB) || isAmong(allOfB, allOfA);
  return oneHoldsTheOther && share(givenOfA, givenOfB) && share(lastOfA, lastOfB) ? 'variant' : 'different';
}
