import type {
  CreateCustomerInput,
  CustomerRegistration,
  ExtractedId,
  ExtractIdInput,
  VerificationResult,
  VerifyIdentityInput,
} from '../../generated/types';
import {
  CreateCustomerInputSchema,
  CustomerRegistrationSchema,
  ExtractedIdSchema,
  ExtractIdInputSchema,
  VerificationResultSchema,
  VerifyIdentityInputSchema,
} from '../../generated/validators';
import type { Invoke } from '../invocation/invoke';
import { parse } from '../validation';

/** The Lambdas of the pipeline. Each is safe to call twice. Throws a Fault if it cannot be had or answers nonsense. */
export interface Steps {
  extract(input: ExtractIdInput): Promise<ExtractedId>;
  verify(input: VerifyIdentityInput): Promise<VerificationResult>;
  create(input: CreateCustomerInput): Promise<CustomerRegistration>;
}

export interface StepNames {
  FN_EXTRACT_ID: string;
  FN_VERIFY_ID: string;
  FN_CREATE_CUSTOMER: string;
}

/** How long each may take, throttled attempts included. Reading a picture is the slow one. In milliseconds. */
const WITHIN = { extract: 30_000, verify: 8_000, create: 10_000 };

/** The pipeline through the Lambda API: what goes out and what comes back is held against the contract. */
export const createSteps = (invoke: Invoke, names: StepNames): Steps => ({
  extract: async (input) => {
    const payload = parse(ExtractIdInputSchema(), input, 'ExtractIdInput');
    const answer = await invoke(names.FN_EXTRACT_ID, payload, WITHIN.extract);
    return parse(ExtractedIdSchema(), answer, 'ExtractedId');
  },
  verify: async (input) => {
    const payload = parse(VerifyIdentityInputSchema(), input, 'VerifyIdentityInput');
    const answer = await invoke(names.FN_VERIFY_ID, payload, WITHIN.verify);
    return parse(VerificationResultSchema(), answer, 'VerificationResult');
  },
  create: async (input) => {
    const payload = parse(CreateCustomerInputSchema(), input, 'CreateCustomerInput');
    const answer = await invoke(names.FN_CREATE_CUSTOMER, payload, WITHIN.create);
    return parse(CustomerRegistrationSchema(), answer, 'CustomerRegistration');
  },
});
