import { isSet, toAttributeValue } from './attribute-values';
import type { AttributeValue } from './attribute-values';
import type { Expression } from './expressions';

/** One of `operations.*`, in the form in which AppSync shows it. */
export type Operation =
  | { type: 'OPERATION_ADD' | 'OPERATION_REPLACE'; value: unknown }
  | { type: 'OPERATION_REMOVE' }
  | { type: 'OPERATION_INCREMENT' | 'OPERATION_DECREMENT'; by: number }
  | { type: 'OPERATION_APPEND' | 'OPERATION_PREPEND'; items: unknown[] }
  | { type: 'OPERATION_UPDATE_LIST_ITEM'; value: unknown; index: number };

const made = new WeakSet<object>();

function operation<T extends Operation>(content: T): T {
  made.add(content);
  return content;
}

function isOperation(value: object): value is Operation {
  return made.has(value);
}

export const operations = {
  add: (value: unknown) => operation({ type: 'OPERATION_ADD', value }),
  remove: () => operation({ type: 'OPERATION_REMOVE' }),
  replace: (value: unknown) => operation({ type: 'OPERATION_REPLACE', value }),
  increment: (by = 1) => operation({ type: 'OPERATION_INCREMENT', by }),
  decrement: (by = 1) => operation({ type: 'OPERATION_DECREMENT', by }),
  append: (items: unknown[]) => operation({ type: 'OPERATION_APPEND', items }),
  prepend: (items: unknown[]) => operation({ type: 'OPERATION_PREPEND', items }),
  updateListItem: (value: unknown, index: number) =>
    operation({ type: 'OPERATION_UPDATE_LIST_ITEM', value, index }),
};

interface Change {
  path: string[];
  operation: Operation;
}

/** What is written at `path`: plain objects reach into the attribute, everything else replaces it. */
function changesOf(path: string[], value: unknown): Change[] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null) return [{ path, operation: operations.replace(value) }];
  if (isOperation(value)) return [{ path, operation: value }];
  if (Array.isArray(value)) {
    const items = value.filter(
      (item): item is Operation => typeof item === 'object' && item !== null && isOperation(item),
    );
    if (items.length === 0) return [{ path, operation: operations.replace(value) }];
    if (items.length < value.length)
      throw new Error(`The update of '${path.join('.')}' mixes values and operations.`);
    return items.map((item) => ({ path, operation: item }));
  }
  const members = Object.entries(value);
  if (isSet(value) || members.length === 0) return [{ path, operation: operations.replace(value) }];
  return members.flatMap(([name, member]) => changesOf([...path, name], member));
}

/** `SET … REMOVE …` for the update object of `@aws-appsync/utils/dynamodb`, numbered in the order it comes out. */
export function updateExpression(update: object): Expression {
  const changes = Object.entries(update).flatMap(([name, value]) => changesOf([name], value));
  const removals = changes.filter(({ operation: { type } }) => type === 'OPERATION_REMOVE');
  const assignments = changes.filter(({ operation: { type } }) => type !== 'OPERATION_REMOVE');

  const expressionNames: Record<string, string> = {};
  const expressionValues: Record<string, AttributeValue> = {};
  const placeholderOf = new Map<string, string>();
  const place = (path: string[]) =>
    path
      .map((name) => {
        const placeholder = placeholderOf.get(name) ?? `#expName_${placeholderOf.size + 1}`;
        placeholderOf.set(name, placeholder);
        expressionNames[placeholder] = name;
        return placeholder;
      })
      .join('.');
  let valueCount = 0;
  const bind = (value: unknown) => {
    const placeholder = `:expValue_${++valueCount}`;
    expressionValues[placeholder] = toAttributeValue(value);
    return placeholder;
  };

  const set = assignments.map(({ path, operation: change }) => {
    const name = place(path);
    switch (change.type) {
      case 'OPERATION_ADD':
      case 'OPERATION_REPLACE':
        return `${name} = ${bind(change.value)}`;
      case 'OPERATION_INCREMENT':
        return `${name} = ${name} + ${bind(change.by)}`;
      case 'OPERATION_DECREMENT':
        return `${name} = ${name} - ${bind(change.by)}`;
      case 'OPERATION_APPEND':
        return `${name} = list_append(${name}, ${bind(change.items)})`;
      case 'OPERATION_PREPEND':
        return `${name} = list_append(${bind(change.items)}, ${name})`;
      case 'OPERATION_UPDATE_LIST_ITEM':
        return `${name}[${change.index}] = ${bind(change.value)}`;
      case 'OPERATION_REMOVE':
        throw new Error('A removal is no assignment.');
    }
  });
  const clauses = [
    ...(set.length > 0 ? [`SET ${set.join(', ')}`] : []),
    ...(removals.length > 0 ? [`REMOVE ${removals.map(({ path }) => place(path)).join(', ')}`] : []),
  ];
  return {
    expression: clauses.join(' '),
    expressionNames,
    ...(valueCount > 0 ? { expressionValues } : {}),
  };
}
