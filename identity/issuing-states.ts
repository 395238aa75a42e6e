import type { Country } from '../generated/types';

/** ISO 3166-1 alpha-3, including the Faroes and Greenland, whose people are in the Danish register. */
const COUNTRIES: Readonly<Record<string, Country>> = {
  DNK: 'DK',
  FRO: 'DK',
  GRL: 'DK',
  FIN: 'FI',
  ALA: 'FI',
  NOR: 'NO',
  SJM: 'NO',
  SWE: 'SE',
};

const ALPHA_3: Readonly<Record<Country, string>> = { DK: 'DNK', FI: 'FIN', NO: 'NOR', SE: 'SWE' };

/** The country of an issuing state (alpha-3) whose register knows its people; undefined for every other state. */
export const countryOfState = (state: string): Country | undefined => COUNTRIES[state];

/** The code that the country's documents carry. */
export const stateOfCountry = (country: Country): string => ALPHA_3[country];
