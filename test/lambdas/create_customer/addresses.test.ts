import { addressCandidates } from '../../../lambdas/create_customer/addresses';

const candidates = (seed: string) => [...addressCandidates('anna.hansen', 'bank.example', seed)];

test('the plain address comes first, then small numbers, then longer ones', () => {
  const [first, second, ...rest] = candidates('session');

  expect(first).toBe('anna.hansen@bank.example');
  expect(second).toBe('anna.hansen2@bank.example');
  expect(rest[6]).toBe('anna.hansen9@bank.example');
  for (const address of rest) expect(address).toMatch(/^anna\.hansen[1-9]\d*@bank\.example$/);
  expect(rest.at(-1)).toMatch(/^anna\.hansen\d{9}@/);
});

test('a session meets the same candidates again, another session others', () => {
  expect(candidates('one')).toEqual(candidates('one'));
  expect(candidates('one').slice(9)).not.toEqual(candidates('two').slice(9));
});
