import { util } from '@aws-appsync/utils';
import { refuseInput } from './session';

/** What `@constraint` in schema.graphql may say of a field. */
interface Limits {
  min?: number;
  max?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
}

const breach = (value: string | number, limits: Limits): string | null => {
  if (typeof value === 'number') {
    if (limits.min !== undefined && value < limits.min) return `must be at least ${limits.min}`;
    if (limits.max !== undefined && value > limits.max) return `must be at most ${limits.max}`;
    return null;
  }
  if (limits.minLength !== undefined && value.length < limits.minLength) return 'must not be empty';
  if (limits.maxLength !== undefined && value.length > limits.maxLength) {
    return `must have at most ${limits.maxLength} characters`;
  }
  if (limits.pattern && !util.matches(limits.pattern, value)) return `must match ${limits.pattern}`;
  return null;
};

/** Ends the request with INVALID_INPUT if a field of `input` is outside the limits that the contract sets for it. */
export const requireWithinLimits = (input: Record<string, unknown>, limits: Record<string, Limits>): void => {
  for (const field of Object.keys(limits)) {
    const value = input[field];
    const fieldLimits = limits[field];
    if ((typeof value === 'string' || typeof value === 'number') && fieldLimits) {
      const rule = breach(value, fieldLimits);
      if (rule) refuseInput(field, rule);
    }
  }
};
