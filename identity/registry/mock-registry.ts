import type { Country } from '../../generated/types';
import { NAMES } from '../population/names';
import { personWithNumber, registryStateOf } from '../population';
import type { NationalRegistry, RegistryRecord } from './registry';

/** Another last name than theirs: as after a marriage of which the document does not know. */
const otherLastName = (country: Country, lastName: string): string =>
  NAMES[country].last.find((name) => name !== lastName) ?? '';

function recordOf(country: Country, nationalId: string): RegistryRecord | undefined {
  const person = personWithNumber(country, nationalId);
  if (person === undefined) return undefined;
  const record: RegistryRecord = {
    nationalId: person.nationalId,
    firstName: person.firstName,
    lastName: person.lastName,
    dateOfBirth: person.dateOfBirth,
    status: 'RESIDENT',
    isProtected: false,
  };
  const state = registryStateOf(country, person.nationalId);
  switch (state) {
    case undefined:
      return record;
    case 'NOT_FOUND':
      return undefined;
    case 'DECEASED':
    case 'EMIGRATED':
      return { ...record, status: state };
    case 'PROTECTED':
      return { ...record, isProtected: true };
    case 'OTHER_NAME':
      return { ...record, lastName: otherLastName(country, person.lastName) };
    case 'OTHER_DATE_OF_BIRTH':
      return { ...record, dateOfBirth: `${person.dateOfBirth.slice(0, 8)}01` };
  }
}

/**
 * The mock register of a country. It knows the synthetic population and nobody else: a real person's number is not found.
 */
export const mockRegistry = (country: Country): NationalRegistry => ({
  lookUp: (nationalId) => Promise.resolve(recordOf(country, nationalId)),
});
