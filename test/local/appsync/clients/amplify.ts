import { Amplify } from 'aws-amplify';
import { generateClient } from 'aws-amplify/api';
import type { GraphQLAuthMode } from '@aws-amplify/core/internals/utils';
import { ConsoleLogger, Hub } from 'aws-amplify/utils';
import type { LocalCloud } from '../../../../local/boot';
import { Heard } from './client';
import type { Client, Identity, Listening } from './client';

ConsoleLogger.LOG_LEVEL = 'NONE';

const authModes: Record<Identity['mode'], GraphQLAuthMode> = {
  API_KEY: 'apiKey',
  AWS_LAMBDA: 'lambda',
  AWS_IAM: 'iam',
};

/** aws-amplify v6. It is configured for the whole process: one client at a time. */
export function amplifyClient({ cloud, outputs }: LocalCloud, identity: Identity): Client {
  const credentials = identity.mode === 'AWS_IAM' ? identity.credentials : undefined;
  Amplify.configure(
    {
      API: {
        GraphQL: {
          // An upper-case scheme keeps the client from turning plain HTTP into wss.
          endpoint: String(outputs['GraphQLUrl']).replace('http:', 'HTTP:'),
          region: cloud.region,
          defaultAuthMode: 'apiKey',
          ...(identity.mode === 'API_KEY' ? { apiKey: identity.apiKey } : {}),
        },
      },
    },
    {
      Auth: {
        credentialsProvider: {
          getCredentialsAndIdentityId: () =>
            Promise.resolve(credentials === undefined ? undefined : { credentials }),
          clearCredentialsAndIdentityId: () => {},
        },
      },
    },
  );
  const client = generateClient();
  const request = (query: string, variables: object) =>
    client.graphql({
      query,
      variables: { ...variables },
      authMode: authModes[identity.mode],
      ...(identity.mode === 'AWS_LAMBDA' ? { authToken: identity.token } : {}),
    });

  return {
    async send(document, variables = {}) {
      const answer: unknown = await request(document, variables);
      return Object(answer).data;
    },
    subscribe(document, variables = {}) {
      const events = request(document, variables);
      if (!('subscribe' in events)) throw new Error('This is no subscription.');
      const heard = new Heard();
      return new Promise<Listening>((resolve, reject) => {
        const ended = new Promise<unknown>((resolveEnd) => {
          const end = (error: unknown) => {
            forget();
            reject(error);
            resolveEnd(error);
          };
          const subscription = events.subscribe({
            next: (event: unknown) => heard.add(Object(event).data),
            error: end,
          });
          const forget = Hub.listen('api', ({ payload: { event } }) => {
            if (event !== 'Subscription ack') return;
            forget();
            resolve({ next: () => heard.next(), ended, stop: () => subscription.unsubscribe() });
          });
        });
      });
    },
  };
}
