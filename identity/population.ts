import type { Country } from '../generated/types';
import type { IsoDate } from './calendar';
import { readNationalId } from './national-id/national-id';
import { namesFor } from './population/names';
import { belongsToPopulation, syntheticNumber } from './population/numbers';
import {
  PEOPLE_WITH_A_STATE,
  PUBLISHED_PEOPLE,
  REGISTRY_STATES,
  type RegistryState,
} from './population/table';

export type { RegistryState } from './population/table';

/** A person who does not exist, as a document of theirs would show them. */
export interface SyntheticPerson {
  readonly country: Country;
  /** In canonical form. */
  readonly nationalId: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly dateOfBirth: IsoDate;
  readonly sex: 'F' | 'M';
}

/** The last day on which every country's numbers tell century and sex; who has which number does not change with time. */
const READ_AS_OF: IsoDate = '2031-12-31';

/**
 * The synthetic person who has this number, in any spelling; undefined where the number breaks its country's rules or is
 * neither synthetic nor of the population. Always the same person: birth date and sex come from the number, the names from a
 * hash of it.
 */
export function personWithNumber(country: Country, nationalId: string): SyntheticPerson | undefined {
  const id = readNationalId(country, nationalId, READ_AS_OF);
  if (!id.ok || !(id.synthetic || belongsToPopulation(id))) return undefined;
  if (id.dateOfBirth === undefined || id.sex === undefined) return undefined;
  const published = PUBLISHED_PEOPLE.find(
    (person) => person.country === country && person.nationalId === id.canonical,
  );
  const { firstName, lastName } = published ?? namesFor(country, id.canonical, id.sex);
  return { country, nationalId: id.canonical, firstName, lastName, dateOfBirth: id.dateOfBirth, sex: id.sex };
}

function knownPerson(country: Country, nationalId: string): SyntheticPerson {
  const person = personWithNumber(country, nationalId);
  if (person === undefined) throw new Error('a number of the synthetic population is not synthetic');
  return person;
}

/**
 * The `index`-th (0, 1, 2 …) of a country's adults, more than 23 000 in Sweden and 100 000 elsewhere (POPULATION_SIZE): each
 * another one, none with a special state. Throws a RangeError past the last.
 */
export const syntheticPerson = (country: Country, index: number): SyntheticPerson =>
  knownPerson(country, syntheticNumber(country, index));

/** The country's synthetic person with whom the registry gives this trouble. */
export const personInState = (country: Country, state: RegistryState): SyntheticPerson =>
  knownPerson(country, PEOPLE_WITH_A_STATE[country][state]);

/** The trouble that the registry has with this number, in canonical form; undefined with nearly everybody. */
export const registryStateOf = (country: Country, canonical: string): RegistryState | undefined =>
  REGISTRY_STATES.find((state) => PEOPLE_WITH_A_STATE[country][state] === canonical);
