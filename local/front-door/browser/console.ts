import { Kind, parse } from 'graphql';
import type { OperationDefinitionNode } from 'graphql';
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

const fetcher: Fetcher = (asked, options) => {
  // The server hands its schema over, also where the API answers no introspection.
  if (asked.operationName === 'IntrospectionQuery') return fetch('/console/schema.json').then(asJson);
  const { kind, operationName } = chosenOperation(asked);
  const { query, variables } = asked;
  const operation = { query, variables, ...(operationName === undefined ? {} : { operationName }) };
  return kind === 'subscription' ? events(operation) : post(operation, options?.headers ?? {});
};

/** GraphiQL looks at what was typed a while later: its choice may not be in the text any more. */
function chosenOperation({ query, operationName }: Operation): { kind?: string; operationName?: string } {
  let operations: OperationDefinitionNode[];
  try {
    operations = parse(query).definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  } catch {
    // The API says what is wrong with it.
    return {};
  }
  const chosen = operations.find(({ name }) => name?.value === operationName) ?? operations[0];
  if (chosen === undefined) return {};
  const { operation: kind, name } = chosen;
  return { kind, ...(name === undefined ? {} : { operationName: name.value }) };
}

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

function events(operation: Operation) {
  const listen = (sink: Sink) => {
    let received = 0;
    showState('Subscribing …');
    const end = subscribe(
      {
        url: `ws://${location.host}/graphql/realtime`,
        connect: (url, protocols) => new WebSocket(url, protocols),
        authorize,
        data: JSON.stringify(operation),
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
