import { Kind, parse, print, visit, type DirectiveNode, type DocumentNode } from 'graphql';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../schema.graphql', import.meta.url));

/** Directives of the contract that AppSync does not know: they speak to codegen only. */
const own = new Set(['constraint', 'sentence', 'advice', 'told']);

const contract = (): DocumentNode => parse(readFileSync(file, 'utf8'));

/** schema.graphql as it is deployed. */
export const deployedSchema = (): string =>
  print(
    visit(contract(), { Directive: (node: DirectiveNode) => (own.has(node.name.value) ? null : undefined) }),
  );

/** Every field that needs a resolver: those of the operations, and fields elsewhere that take arguments. */
export const resolvableFields = (): string[] =>
  contract().definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
    const type = definition.name.value;
    const operation = type === 'Query' || type === 'Mutation' || type === 'Subscription';
    return (definition.fields ?? [])
      .filter((field) => operation || (field.arguments ?? []).length > 0)
      .map((field) => `${type}.${field.name.value}`);
  });
