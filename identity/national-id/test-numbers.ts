import type { Country } from '../../generated/types';

/**
 * Numbers that authorities print on specimens or publish as examples and that no test range covers, in canonical form.
 * Sources: Danish passport specimen, MedCom; Skatteverket (test numbers, SKV 704); Skatteetaten's "nytt fødselsnummer fra
 * 2032"; DVV. (The numbers in Norway's and Finland's passport specimens have wrong check digits: they are nobody's.)
 */
const PUBLISHED: Record<Country, readonly string[]> = {
  DK: ['0610851178', '2512489996'],
  SE: ['191212121212', '197010632391', '196408233234'],
  NO: ['30108299939', '30108299920', '02013299997'],
  FI: ['131052-308T'],
};

/** Whether the number, in canonical form, is a published specimen or test number. */
export const isPublishedTestNumber = (country: Country, canonical: string): boolean =>
  PUBLISHED[country].includes(canonical);
