import type { Country } from '../../generated/types';
import type { MrzEvidence } from '../../identity/confidence';
import { stateOfCountry } from '../../identity/issuing-states';
import { composeMrz } from '../../identity/mrz/compose';
import type { MrzContent } from '../../identity/mrz/mrz';
import { optionalDataWith } from '../../identity/mrz/national-number';
import type { SyntheticPerson } from '../../identity/population';

/** The zone of a valid document of this person, every character read with the same confidence. */
export function zoneOf(
  person: SyntheticPerson,
  confidence: number,
  changes: Partial<MrzContent> = {},
): MrzEvidence {
  const format = changes.format ?? 'TD3';
  const state = stateOfCountry(person.country);
  const yearOfBirth = person.dateOfBirth.slice(0, 4);
  const zone = composeMrz({
    format,
    documentCode: format === 'TD3' ? 'P' : 'I',
    issuingState: state,
    nationality: state,
    surname: person.lastName,
    givenNames: person.firstName,
    documentNumber: 'X1234567',
    dateOfBirth: person.dateOfBirth,
    sex: person.sex,
    dateOfExpiry: '2031-05-01',
    optionalData: optionalDataWith(person.country, format, person.nationalId, yearOfBirth) ?? '',
    secondOptionalData: '',
    ...changes,
  });
  return {
    ...zone,
    characterConfidence: zone.lines.map((line) => [...line].map(() => confidence)),
    repaired: 0,
  };
}

export const COUNTRIES: readonly Country[] = ['DK', 'FI', 'NO', 'SE'];
