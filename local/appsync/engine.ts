import type { GraphQLSchema } from 'graphql';
import type { Cloud } from '../cloud';
import type { ApiModel } from './api';
import type { Authenticate } from './auth/authenticate';
import type { Documents } from './execution/documents';
import type { SubscriptionRegistry } from './realtime/registry';

/** What the record of a request says, filled in on its way. */
export interface RequestNote {
  operation: string;
  caller: string;
  outcome: string;
  decision?: string;
  traceId: string;
}

/** One API, ready to serve over HTTP and over the real-time channel. */
export interface Engine {
  cloud: Cloud;
  api: ApiModel;
  schema: GraphQLSchema;
  documents: Documents;
  authenticate: Authenticate;
  registry: SubscriptionRegistry;
}
