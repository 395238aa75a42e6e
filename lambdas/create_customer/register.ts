import { reasons } from '../../generated/contract';
import type { CreateCustomerInput, CustomerRegistration } from '../../generated/types';
import { maskNationalId } from '../../identity/masking';
import { emailLocalPart, sameName } from '../../identity/names';
import { Fault } from '../fault';
import { addressCandidates } from './addresses';
import type { Customer, Customers } from './customers';

export interface Registry {
  customers: Customers;
  /** The domain of the generated addresses. */
  emailDomain: string;
  newId: () => string;
  now: () => Date;
}

const registered = ({ customerId, email, nationalId, createdAt }: Customer): CustomerRegistration => {
  const masked = maskNationalId(nationalId);
  return {
    status: 'REGISTERED',
    registration: { customerId, email, nationalId: masked, createdAt },
    message: `Thank you. You are now registered. Email: ${email} ID: ${masked}`,
  };
};

const isSamePerson = (customer: Customer, input: CreateCustomerInput): boolean =>
  customer.dateOfBirth === input.dateOfBirth &&
  (['firstName', 'lastName'] as const).every(
    (part) => customer[part] === input[part] || sameName(customer[part], input[part]),
  );

/** What the record that is there means for this request: our own earlier success, an earlier customer, or a conflict. */
const judge = (customer: Customer, input: CreateCustomerInput): CustomerRegistration => {
  if (!isSamePerson(customer, input)) {
    return { status: 'IDENTITY_CONFLICT', message: reasons.IDENTITY_CONFLICT.sentence };
  }
  if (customer.sessionId === input.sessionId) return registered(customer);
  return { status: 'ALREADY_REGISTERED', message: reasons.ALREADY_REGISTERED.sentence };
};

const claimAddress = async (
  { country, nationalId, firstName, lastName, sessionId }: CreateCustomerInput,
  { customers, emailDomain }: Registry,
): Promise<string> => {
  for (const email of addressCandidates(emailLocalPart(firstName, lastName), emailDomain, sessionId)) {
    if (await customers.claimAddress(email, country, nationalId)) return email;
  }
  throw new Fault('no free e-mail address was found');
};

/**
 * Registers a customer exactly once. Delivery is at least once, so any part of this may have happened before: the
 * address is claimed first and belongs to the number, the record is written only where there is none, and a record that
 * is there is compared before anything is said about it.
 */
export const registerCustomer = async (
  input: CreateCustomerInput,
  registry: Registry,
): Promise<CustomerRegistration> => {
  const { customers, newId, now } = registry;
  const { country, nationalId, firstName, lastName, dateOfBirth, sessionId } = input;

  const earlier = await customers.find(country, nationalId);
  if (earlier) return judge(earlier, input);

  const customer: Customer = {
    customerId: newId(),
    country,
    nationalId,
    firstName,
    lastName,
    dateOfBirth,
    email: await claimAddress(input, registry),
    sessionId,
    createdAt: now().toISOString(),
  };
  if (await customers.add(customer)) return registered(customer);

  // Somebody was faster: another session, a second delivery, or the SDK's own retry after a lost answer.
  const winner = await customers.find(country, nationalId);
  if (!winner) throw new Fault('a customer record was refused as existing but cannot be read');
  return judge(winner, input);
};
