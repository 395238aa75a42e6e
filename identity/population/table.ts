import type { Country } from '../../generated/types';

/** What a registry may have against a synthetic person, or have otherwise than their document. */
export const REGISTRY_STATES = [
  'NOT_FOUND',
  'DECEASED',
  'EMIGRATED',
  'PROTECTED',
  'OTHER_NAME',
  'OTHER_DATE_OF_BIRTH',
] as const;
export type RegistryState = (typeof REGISTRY_STATES)[number];

/** People whose names authorities print on specimens or publish with a test number. */
export const PUBLISHED_PEOPLE: readonly {
  country: Country;
  nationalId: string;
  firstName: string;
  lastName: string;
}[] = [
  { country: 'DK', nationalId: '0610851178', firstName: 'Hanne Kristine', lastName: 'Østergaard' },
  { country: 'DK', nationalId: '2512489996', firstName: 'Nancy Ann', lastName: 'Berggren' },
  { country: 'FI', nationalId: '131052-308T', firstName: 'Anna', lastName: 'Suomalainen' },
  { country: 'SE', nationalId: '191212121212', firstName: 'Tolvan', lastName: 'Tolvansson' },
];

/**
 * Synthetic people with whom a registry gives trouble, for each country and state. None is enumerated: all were born earlier,
 * but in Sweden, where they have published test numbers with other birth numbers.
 */
export const PEOPLE_WITH_A_STATE: Record<Country, Record<RegistryState, string>> = {
  DK: {
    NOT_FOUND: '1105379991',
    DECEASED: '1205379992',
    EMIGRATED: '1305379993',
    PROTECTED: '1405379994',
    OTHER_NAME: '1505379995',
    OTHER_DATE_OF_BIRTH: '1605379996',
  },
  FI: {
    NOT_FOUND: '110537-901R',
    DECEASED: '120537-902D',
    EMIGRATED: '130537-9033',
    PROTECTED: '140537-904S',
    OTHER_NAME: '150537-905E',
    OTHER_DATE_OF_BIRTH: '160537-9064',
  },
  NO: {
    NOT_FOUND: '11853710190',
    DECEASED: '12853710200',
    EMIGRATED: '13853710320',
    PROTECTED: '14853710440',
    OTHER_NAME: '15853710560',
    OTHER_DATE_OF_BIRTH: '16853710680',
  },
  SE: {
    NOT_FOUND: '192109099180',
    DECEASED: '191006089807',
    EMIGRATED: '194510168885',
    PROTECTED: '198107249289',
    OTHER_NAME: '198611239883',
    OTHER_DATE_OF_BIRTH: '196408233234',
  },
};
