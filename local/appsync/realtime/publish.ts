import { Kind } from 'graphql';
import type { FieldNode, OperationDefinitionNode, SelectionNode } from 'graphql';
import type { Engine } from '../engine';
import type { GraphQlAnswer } from '../execution/operation';
import type { GraphQlRequest } from '../execution/request';
import { bySelectedField, responseKey } from '../execution/selection';

/**
 * Hands the results of a mutation to their subscribers: what the mutation selected, by field name. A field whose result
 * is null has no event.
 */
export function publishMutation(
  { registry }: Engine,
  operation: OperationDefinitionNode,
  { document }: GraphQlRequest,
  { data }: GraphQlAnswer,
): void {
  if (data === null) return;
  const nodesByKey = new Map<string, FieldNode[]>();
  const collect = (selections: readonly SelectionNode[]): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const key = responseKey(selection);
        nodesByKey.set(key, [...(nodesByKey.get(key) ?? []), selection]);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet.selections);
      else collect(document.fragments.get(selection.name.value)?.selectionSet.selections ?? []);
    }
  };
  collect(operation.selectionSet.selections);
  for (const [key, nodes] of nodesByKey) {
    const result = data[key];
    const fieldName = nodes[0]?.name.value;
    if (fieldName === undefined || !registry.hears(fieldName)) continue;
    if (result !== null && result !== undefined)
      registry.publish(fieldName, bySelectedField(result, nodes, document.fragments, 'response'));
  }
}
