import { parse } from 'acorn';
import type { AnyNode, Program } from 'acorn';

export type SyntaxNode = AnyNode;
export type FunctionNode = Extract<
  AnyNode,
  { type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' }
>;
export type IdentifierNode = Extract<AnyNode, { type: 'Identifier' }>;

/** Parses an ES module. Throws SyntaxError, whose message ends with the place as `(line:column)`. */
export function parseModule(code: string): Program {
  return parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true });
}

/** The place of a node as AppSync writes it: line and column count from 1. */
export function placeOf({ loc }: SyntaxNode): string {
  const { line = 0, column = -1 } = loc?.start ?? {};
  return `code.js(${line},${column + 1})`;
}

export function isFunction(node: SyntaxNode): node is FunctionNode {
  return (
    node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression'
  );
}

/** The nodes right below one, in the order of the code; a shorthand property (`{a}`) is its value alone. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (const [name, member] of Object.entries(node)) {
    if (name === 'key' && 'shorthand' in node && node.shorthand) continue;
    if (Array.isArray(member)) children.push(...member.filter(isNode));
    else if (isNode(member)) children.push(member);
  }
  return children.sort((left, right) => left.start - right.start);
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}
