import { readFileSync } from 'node:fs';
import { findings as meaning } from '../../../generated/contract';
import type { Country } from '../../../generated/types';
import { CONFIDENCE_GATE } from '../../../identity/confidence';
import { extractedId } from '../../../identity/extracted-id';
import { personWithNumber, type RegistryState } from '../../../identity/population';
import { mockRegistry } from '../../../identity/registry/mock-registry';
import { verifyIdentity } from '../../../lambdas/verify_identity/verify-identity';
import { COUNTRIES, zoneOf } from '../../identity/document';

const TODAY = '2026-11-22';

interface Row {
  country: Country;
  number: string;
  state: string;
  outcome: string;
  finding: string;
  told: string;
}

const documented: Row[] = readFileSync('docs/verification.md', 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, country = '', number = '', state = '', outcome = '', finding = '', told = ''] = line
      .split('|')
      .map((cell) => cell.trim());
    const known = COUNTRIES.find((candidate) => candidate === country);
    return known === undefined ? [] : [{ country: known, number, state, outcome, finding, told }];
  });

describe('docs/verification.md', () => {
  test.each(documented)('$country $number ($state) is $outcome $finding', async (row) => {
    const person = personWithNumber(row.country, row.number);
    if (person === undefined) throw new Error('nobody has this number');
    const { confidence, fieldConfidence, reasons, ...read } = extractedId(
      { mrz: zoneOf(person, 0.95) },
      row.country,
      TODAY,
    );
    expect(reasons).toEqual([]);
    expect(Math.min(confidence, ...Object.values(fieldConfidence))).toBeGreaterThanOrEqual(CONFIDENCE_GATE);

    const result = await verifyIdentity(
      { country: row.country, ...read },
      {
        registryOf: mockRegistry,
        today: TODAY,
        acceptsSynthetic: true,
        minimumAge: 18,
        registryWithinMs: 1000,
        log: { warn: jest.fn() },
      },
    );

    expect(result.status).toBe(row.outcome);
    expect(result.reasons).toEqual(row.told === '' ? [] : [row.told]);
    if (row.finding === '') expect(result.findings).toEqual([]);
    else expect(result.findings).toContain(row.finding);
    expect(result.findings.filter((finding) => meaning[finding].told)).toHaveLength(row.told === '' ? 0 : 1);
  });

  test.each(COUNTRIES)('has a person of %s for every state of the registry', (country) => {
    const states: Record<RegistryState, string> = {
      NOT_FOUND: 'not found',
      DECEASED: 'deceased',
      EMIGRATED: 'emigrated',
      PROTECTED: 'protected',
      OTHER_NAME: 'another name',
      OTHER_DATE_OF_BIRTH: 'another birth date',
    };
    const shown = documented.filter((row) => row.country === country).map(({ state }) => state);
    expect(shown).toEqual(expect.arrayContaining(['known', ...Object.values(states)]));
  });
});
