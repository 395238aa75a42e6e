import { randomUUID } from 'node:crypto';
import { CreateCustomerInputSchema } from '../../generated/validators';
import { boundary } from '../boundary';
import { environment } from '../environment';
import { createLog } from '../log';
import { createCustomers, createDocumentClient } from './customers';
import { registerCustomer } from './register';

const { TABLE_NAME, EMAIL_DOMAIN } = environment(['TABLE_NAME', 'EMAIL_DOMAIN']);
const registry = {
  customers: createCustomers(createDocumentClient(), TABLE_NAME),
  emailDomain: EMAIL_DOMAIN,
  newId: randomUUID,
  now: () => new Date(),
};

/** Registers a verified person as a customer, exactly once. */
export const handler = boundary(
  createLog('create_customer'),
  CreateCustomerInputSchema(),
  (input) => registerCustomer(input, registry),
  ({ sessionId }) => ({ sessionId, step: 'CREATE_CUSTOMER' }),
);
