import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { HandlerInput, RaisedError } from '../../../local/appsync/runtime/protocol';
import { handlers } from './api-fixture';

/**
 * What a handler comes to, kept as data (`expectations/*.json`), so that the same lines are put to this machine's runtime
 * and, where there are credentials, to AppSync's EvaluateCode.
 */
export interface Expectation {
  /** The expression itself, where there is one. */
  name?: string;
  /** The handler returns this … */
  expression?: string;
  /** … or runs this. */
  body?: string;
  /** Default: response. */
  handler?: 'request' | 'response';
  /** Members of `ctx` other than the usual ones. */
  context?: Partial<HandlerInput['context']>;
  /** Default: Query. */
  parentTypeName?: 'Mutation' | 'Subscription';
  /** Why AWS is not asked. */
  here?: string;

  result?: unknown;
  /** The result is text, and JSON of this. */
  json?: unknown;
  /** The result as text matches this. */
  pattern?: string;
  /** What AWS's result matches, where it hangs on the time of day. */
  awsPattern?: string;
  error?: RaisedError;
  /** The message of what nobody meant; AWS words its own. */
  fault?: string;
  earlyReturn?: { value: unknown; skipTo: 'NEXT' | 'END' | null };
  stash?: object;
  logs?: string[];
  appended?: RaisedError[];
  effects?: object[];
}

const folder = fileURLToPath(new URL('./expectations', import.meta.url));

/** The expectations by the name of their file. */
export const expectations: Readonly<Record<string, Expectation[]>> = Object.fromEntries(
  readdirSync(folder).map((file) => {
    const list: Expectation[] = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'));
    return [file.replace(/\.json$/, ''), list];
  }),
);

export function nameOf({ name, expression }: Expectation): string {
  return name ?? expression ?? '';
}

export function codeOf({
  expression,
  body = `return ${expression};`,
  handler = 'response',
}: Expectation): string {
  return handler === 'request' ? handlers(body, 'return null;') : handlers('return {};', body);
}

/** The whole `ctx`, less what the runtime adds to it. */
export function contextOf({ context, parentTypeName }: Expectation): HandlerInput['context'] {
  return {
    arguments: { id: '7' },
    source: null,
    identity: null,
    stash: { kept: true },
    prev: null,
    result: null,
    info: { fieldName: 'room', parentTypeName: parentTypeName ?? 'Query', variables: { v: 1 } },
    request: { headers: {}, domainName: null },
    env: { STAGE: 'test' },
    ...context,
  };
}

export const selection = {
  selectionSetList: ['id', 'author', 'author/name'],
  selectionSetGraphQL: '{ id author { name } }',
};
