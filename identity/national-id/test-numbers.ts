import type { Country } from '../../generated/types';

/**
 * Numbers that authorities print on specimens, publish as examples or list for tests, and that no reserved range covers; in
 * canonical form. Skatteverket lists more than 40 000 and adds to them each January, without a rule that would tell them from
 * real people's (docs/national-numbers.md); here are those that its documents, specimens and tests of others name.
 */
const PUBLISHED: Record<Country, ReadonlySet<string>> = {
  // The passport specimen; MedCom's best-known test person.
  DK: new Set(['0610851178', '2512489996']),
  SE: new Set([
    // SKV 704 and Rättslig vägledning (the example of a samordningsnummer); the specimens of passport and identity card.
    '196408233234',
    '197010632391',
    '198703142391',
    // Test personnummer.
    '189001019802',
    '189102279800',
    '189912299816',
    '190910199827',
    '191006089807',
    '191212121212',
    '192109099180',
    '194510168885',
    '198107249289',
    '198611239883',
    '199006022397',
    '200001052380',
    '200809032386',
    '201701012393',
    '201701102384',
    // Test samordningsnummer; the first has no day that exists.
    '191500722390',
    '191611882398',
    '191711602399',
    '191911612388',
    '192112792383',
  ]),
  // "Nytt fødselsnummer fra 2032" (Skatteetaten).
  NO: new Set(['30108299939', '30108299920', '02013299997']),
  // DVV's example.
  FI: new Set(['131052-308T']),
};

/** Whether the number, in canonical form, is a published specimen or test number. */
export const isPublishedTestNumber = (country: Country, canonical: string): boolean =>
  PUBLISHED[country].has(canonical);
