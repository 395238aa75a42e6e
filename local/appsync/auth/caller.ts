import type { Caller } from '../../cloud';

/** How a request may prove who sends it, in CloudFormation's words (`AuthenticationType`). */
export type AuthorizationMode =
  'API_KEY' | 'AWS_IAM' | 'AWS_LAMBDA' | 'AMAZON_COGNITO_USER_POOLS' | 'OPENID_CONNECT';

/** What `util.authType()` says. */
export const authTypes: Record<AuthorizationMode, string> = {
  API_KEY: 'API Key Authorization',
  AWS_IAM: 'IAM Authorization',
  AWS_LAMBDA: 'Lambda Authorization',
  AMAZON_COGNITO_USER_POOLS: 'User Pool Authorization',
  OPENID_CONNECT: 'Open ID Connect Authorization',
};

/** Somebody who may use the API; which of its fields, the field itself decides (`execution/fields.ts`). */
export interface AuthorizedCaller {
  mode: AuthorizationMode;
  /** `ctx.identity`. */
  identity: unknown;
  /** Who it is in one line of the log: an ARN or the mode, never a credential. */
  name: string;
  /** Set in IAM mode. */
  iamCaller?: Caller;
  /** Set in Lambda mode: `Type.field`. */
  deniedFields?: ReadonlySet<string>;
}

/** Where a request comes from: its address, and the page that sent it where a browser says so. */
export interface Peer {
  ip: string;
  origin: string | undefined;
}

/** The headers of an HTTP request or of a real-time frame; names in lower case. */
export type RequestHeaders = Record<string, string | string[]>;
