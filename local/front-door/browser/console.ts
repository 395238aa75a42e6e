import { getOperationAST } from 'graphql';
import { GraphiQL } from 'graphiql';
import { createElement } from 'react';
import type { ComponentProps } from 'react';
import { createRoot } from 'react-dom/client';
import type { FirstOperation } from '../first-operations';
import { subscribe } from '../realtime';
import { authorize } from './access';
import { byId } from './element';
import { showDecision, showState } from './status';

type Fetcher = ComponentProps<typeof GraphiQL>['fetcher'];
type Operation = Parameters<Fetcher>[0];

/** As GraphiQL subscribes to a result that goes on. */
interface Sink {
  next(value: object): void;
  error(error: Error): void;
  complete(): void;
}

const root = byId('console', HTMLElement);
const operations: FirstOperation[] = JSON.parse(root.dataset['operations'] ?? '[]');

const fetcher: Fetcher = (operation, options) => {
  // The server hands its schema over, also where the API answers no introspection.
  if (operation.operationName === 'IntrospectionQuery') return fetch('/console/schema.json').then(asJson);
  const chosen = options?.documentAST && getOperationAST(options.documentAST, operation.operationName);
  return chosen?.operation === 'subscription' ? events(operation) : post(operation, options?.headers ?? {});
};

async function post(operation: Operation, headers: Record<string, string>): Promise<object> {
  const body = JSON.stringify(operation);
  showState('Asking …');
  const authorization = await authorize('/graphql', body);
  // A browser writes the host itself.
  delete authorization['host'];
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers, ...authorization },
    body,
  });
  void showDecision(response.headers.get('x-amzn-requestid'));
  return asJson(response);
}

function asJson(response: Response): Promise<object> {
  return response.json();
}

function events({ query, variables, operationName }: Operation) {
  const listen = (sink: Sink) => {
    let received = 0;
    showState('Subscribing …');
    const end = subscribe(
      {
        url: `ws://${location.host}/graphql/realtime`,
        connect: (url, protocols) => new WebSocket(url, protocols),
        authorize,
        data: JSON.stringify({ query, variables, operationName }),
      },
      {
        started: () => showState('Subscribed. Waiting for events …'),
        next(payload) {
          received++;
          showState(`Subscribed. ${received === 1 ? '1 event' : `${received} events`} so far.`);
          sink.next(Object(payload));
        },
        error(error) {
          showState(error.message);
          sink.error(error);
        },
        complete() {
          void showDecision();
          sink.complete();
        },
      },
    );
    return {
      unsubscribe() {
        end();
        showState('The subscription has ended.');
      },
    };
  };
  return {
    subscribe: (sink?: Sink | ((value: object) => void) | null) =>
      listen(
        typeof sink === 'object' && sink !== null
          ? sink
          : { next: sink ?? (() => {}), error: () => {}, complete: () => {} },
      ),
  };
}

createRoot(root).render(
  createElement(
    GraphiQL,
    {
      fetcher,
      // Of this tab only: texts may hold what is nobody else's business.
      storage: sessionStorage,
      defaultTabs: operations.map(({ text }) => ({ query: text })),
    },
    createElement(GraphiQL.Logo, null, ' '),
  ),
);
