import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import type { CreateCustomerInput } from '../../../generated/types';
import { CustomerRegistrationSchema } from '../../../generated/validators';
import { createCustomers, type Customers } from '../../../lambdas/create_customer/customers';
import { registerCustomer } from '../../../lambdas/create_customer/register';
import { parse } from '../../../lambdas/validation';
import { openTable, TABLE, type Fate } from './table';

type Table = Awaited<ReturnType<typeof openTable>>;

let table: Table;
let customers: Customers;
beforeEach(async () => {
  table = await openTable();
  customers = createCustomers(table.client, TABLE);
});
afterEach(() => table.close());

const register = async (input: CreateCustomerInput, through: Customers = customers) => {
  const answer = await registerCustomer(input, {
    customers: through,
    emailDomain: 'bank.example',
    newId: randomUUID,
    now: () => new Date(),
  });
  return parse(CustomerRegistrationSchema(), answer, 'answer');
};

const hanne = (changes: Partial<CreateCustomerInput> = {}): CreateCustomerInput => ({
  sessionId: randomUUID(),
  country: 'DK',
  nationalId: '0610859998',
  firstName: 'Hanne Kristine',
  lastName: 'Østergaard',
  dateOfBirth: '1985-10-06',
  ...changes,
});

const profiles = async () => (await table.items()).filter((item) => item.SK === 'PROFILE');
const claims = async () => (await table.items()).filter((item) => item.SK === 'CLAIM');

test('a person becomes a customer, with an id, an address and the agreed sentence', async () => {
  const answer = await register(hanne());

  expect(answer.status).toBe('REGISTERED');
  expect(answer.message).toBe(
    'Thank you. You are now registered. Email: hanne.oestergaard@bank.example ID: --9998',
  );
  expect(answer.registration).toMatchObject({
    email: 'hanne.oestergaard@bank.example',
    nationalId: '--9998',
  });
  expect(await profiles()).toEqual([
    expect.objectContaining({ PK: 'DK#0610859998', customerId: answer.registration?.customerId }),
  ]);
  expect(await claims()).toEqual([
    { PK: 'EMAIL#hanne.oestergaard@bank.example', SK: 'CLAIM', owner: 'DK#0610859998' },
  ]);
});

test('a replay by the same session gets the same answer', async () => {
  const input = hanne();
  const first = await register(input);

  expect(await register(input)).toEqual(first);
  expect(await table.items()).toHaveLength(2);
});

test('another session of the same person hears that the user is already registered', async () => {
  await register(hanne());

  // The registry's spelling may differ in case and letters, the person does not.
  const answer = await register(hanne({ firstName: 'HANNE KRISTINE', lastName: 'OESTERGAARD' }));

  expect(answer).toEqual({ status: 'ALREADY_REGISTERED', message: 'User already registered' });
  expect(await profiles()).toHaveLength(1);
});

test.each<[string, Partial<CreateCustomerInput>]>([
  ['first name', { firstName: 'Marie' }],
  ['last name', { lastName: 'Jensen' }],
  ['date of birth', { dateOfBirth: '1985-10-07' }],
])('the same number with another %s is a conflict, even in the same session', async (_, change) => {
  const input = hanne();
  await register(input);
  const before = await table.items();

  expect(await register({ ...input, ...change })).toMatchObject({ status: 'IDENTITY_CONFLICT' });
  expect(await register(hanne(change))).toMatchObject({ status: 'IDENTITY_CONFLICT' });
  expect(await table.items()).toEqual(before);
});

test('the same digits in two countries are two customers', async () => {
  await register(hanne({ country: 'SE' }));

  expect(await register(hanne({ country: 'DK' }))).toMatchObject({ status: 'REGISTERED' });
});

test('people of one name get addresses of their own, the first ones numbered as people expect', async () => {
  const emails: unknown[] = [];
  for (let number = 10; number < 24; number += 1) {
    const { registration } = await register(hanne({ nationalId: `06108599${number}` }));
    emails.push(registration?.email);
  }

  expect(new Set(emails).size).toBe(14);
  expect(emails.slice(0, 3)).toEqual([
    'hanne.oestergaard@bank.example',
    'hanne.oestergaard2@bank.example',
    'hanne.oestergaard3@bank.example',
  ]);
});

test('100 deliveries at the same time leave one record and one answer', async () => {
  const input = hanne();

  const answers = await Promise.all(Array.from({ length: 100 }, () => register(input)));

  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]?.status).toBe('REGISTERED');
  expect(await profiles()).toHaveLength(1);
  expect(await claims()).toHaveLength(1);
});

test('of 50 sessions that race with one person, one registers', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => register(hanne())));

  expect(answers.filter((answer) => answer.status === 'REGISTERED')).toHaveLength(1);
  expect(answers.filter((answer) => answer.status === 'ALREADY_REGISTERED')).toHaveLength(49);
  expect(await profiles()).toHaveLength(1);
});

test.each<[string, Fate[]]>([
  ['of the claim is lost', ['is lost']],
  // The SDK repeats a write whose answer went missing: each repetition has a fate too.
  ['of the record is lost', ['arrives', 'is lost']],
  ['of both is lost', ['is lost', 'arrives', 'is lost']],
  ['of both is a 500 after the commit', ['becomes a 500', 'arrives', 'becomes a 500']],
])('a write that was done is known as our own when the answer %s', async (_, fates) => {
  table.decide(...fates);

  const answer = await register(hanne());

  expect(answer).toMatchObject({
    status: 'REGISTERED',
    registration: { email: 'hanne.oestergaard@bank.example' },
  });
  expect(await table.items()).toHaveLength(2);
});

test('a crash between the claim and the record heals on retry', async () => {
  const input = hanne();
  const dying: Customers = { ...customers, add: () => Promise.reject(new Error('killed')) };
  await expect(register(input, dying)).rejects.toThrow('killed');
  expect(await claims()).toHaveLength(1);

  const answer = await register(input);

  expect(answer.registration?.email).toBe('hanne.oestergaard@bank.example');
  expect(await claims()).toHaveLength(1);
});

test('nothing is said of a record that is there but cannot be understood', async () => {
  await register(hanne());
  const blind: Customers = { ...customers, find: () => Promise.resolve(undefined) };

  await expect(register(hanne(), blind)).rejects.toThrow('cannot be read');
});

/** Kills the caller at one of its calls, before or after that call has done its work. */
const dyingAt = (call: number, when: 'before' | 'after'): Customers => {
  let calls = 0;
  const guard = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    calls += 1;
    if (calls === call && when === 'before') throw new Error('killed');
    const result = await work();
    if (calls === call) throw new Error('killed');
    return result;
  };
  return {
    find: (...key) => guard(() => customers.find(...key)),
    claimAddress: (...claim) => guard(() => customers.claimAddress(...claim)),
    add: (customer) => guard(() => customers.add(customer)),
  };
};

test('whatever the order, and whoever dies on the way, a number has one customer and one story', async () => {
  let serial = 1000;
  const delivery = fc.record({
    session: fc.integer({ min: 0, max: 2 }),
    person: fc.integer({ min: 0, max: 1 }),
    diesAt: fc.integer({ min: 1, max: 6 }),
    when: fc.constantFrom('before' as const, 'after' as const),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(delivery, { minLength: 1, maxLength: 6 }),
      fc.scheduler(),
      async (deliveries, scheduler) => {
        serial += 1;
        const numbers = [`061085${serial}`, `071085${serial}`];
        const sessions = [randomUUID(), randomUUID(), randomUUID()];
        const scheduled = (through: Customers): Customers => ({
          find: scheduler.scheduleFunction(through.find),
          claimAddress: scheduler.scheduleFunction(through.claimAddress),
          add: scheduler.scheduleFunction(through.add),
        });
        const attempts = deliveries.map(async ({ session, person, diesAt, when }) => {
          const input = hanne({
            sessionId: sessions[session] ?? '',
            nationalId: numbers[person] ?? '',
            lastName: `Østergaard ${[...String(serial)].map((digit) => 'abcdefghij'.charAt(Number(digit))).join('')}`,
          });
          const first = await register(input, scheduled(dyingAt(diesAt, when))).catch(() => undefined);
          return { input, answer: first ?? (await register(input, scheduled(customers))) };
        });
        await scheduler.waitFor(Promise.all(attempts));
        const outcomes = await Promise.all(attempts);

        const items = await table.items();
        for (const nationalId of numbers) {
          const mine = outcomes.filter((outcome) => outcome.input.nationalId === nationalId);
          if (mine.length === 0) continue;
          const record = await customers.find('DK', nationalId);
          for (const { input, answer } of mine) {
            expect(answer.status).toBe(
              input.sessionId === record?.sessionId ? 'REGISTERED' : 'ALREADY_REGISTERED',
            );
            if (answer.registration) {
              expect(answer.registration).toMatchObject({
                customerId: record?.customerId,
                email: record?.email,
              });
            }
          }
          expect(items).toContainEqual({
            PK: `EMAIL#${record?.email}`,
            SK: 'CLAIM',
            owner: `DK#${nationalId}`,
          });
        }
      },
    ),
    { numRuns: 20 },
  );
});
