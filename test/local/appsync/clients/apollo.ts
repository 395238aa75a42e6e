import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client/core';
import { UnconventionalError } from '@apollo/client/errors';
import { createAuthLink } from 'aws-appsync-auth-link';
import type { AuthOptions } from 'aws-appsync-auth-link';
import { CONTROL_EVENTS_KEY, createSubscriptionHandshakeLink } from 'aws-appsync-subscription-link';
import { tap } from 'rxjs';
import type { LocalCloud } from '../../../../local/boot';
import { Heard } from './client';
import type { Client, Identity, Listening } from './client';

function authOptions(identity: Identity): AuthOptions {
  switch (identity.mode) {
    case 'API_KEY':
      return { type: 'API_KEY', apiKey: identity.apiKey };
    case 'AWS_LAMBDA':
      return { type: 'AWS_LAMBDA', token: identity.token };
    case 'AWS_IAM':
      return { type: 'AWS_IAM', credentials: identity.credentials };
  }
}

/** The subscription link tells of `start_ack` by a result without data, which Apollo Client would drop. */
const acknowledgments = new ApolloLink((operation, forward) =>
  forward(operation).pipe(
    tap(({ extensions }) => {
      const acknowledged: unknown = operation.getContext()['acknowledged'];
      if (extensions?.['controlMsgType'] === 'CONNECTED' && typeof acknowledged === 'function')
        acknowledged();
    }),
  ),
);

/** Apollo Client 4 with AppSync's two links. */
export function apolloClient({ cloud, outputs }: LocalCloud, identity: Identity): Client {
  const options = {
    url: String(outputs['GraphQLUrl']),
    region: cloud.region,
    auth: authOptions(identity),
  };
  // Extensions would be sent, and are not in what the authorization link signs for IAM.
  const http = new HttpLink({ uri: options.url, includeExtensions: false });
  const client = new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.from([
      acknowledgments,
      createAuthLink(options),
      createSubscriptionHandshakeLink(options, http),
    ]),
  });
  return {
    async send(document, variables = {}) {
      const parsed = gql(document);
      const { data } = document.startsWith('mutation')
        ? await client.mutate({ mutation: parsed, variables, fetchPolicy: 'no-cache' })
        : await client.query({ query: parsed, variables, fetchPolicy: 'no-cache' });
      return data;
    },
    subscribe(document, variables = {}) {
      const heard = new Heard();
      return new Promise<Listening>((resolve, reject) => {
        const ended = new Promise<unknown>((resolveEnd) => {
          const end = (error: unknown) => {
            // What the link gives is no Error, so Apollo Client wraps it.
            const given = error instanceof UnconventionalError ? error.cause : error;
            reject(given);
            resolveEnd(given);
          };
          const acknowledged = () =>
            resolve({ next: () => heard.next(), ended, stop: () => subscription.unsubscribe() });
          const subscription = client
            .subscribe({
              query: gql(document),
              variables,
              fetchPolicy: 'no-cache',
              context: { controlMessages: { [CONTROL_EVENTS_KEY]: true }, acknowledged },
            })
            .subscribe({
              next: ({ data, error }) => (error === undefined ? heard.add(data) : end(error)),
              error: end,
            });
        });
      });
    },
  };
}
