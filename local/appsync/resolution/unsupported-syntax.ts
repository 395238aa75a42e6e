import type { SyntaxNode } from './syntax-tree';

/**
 * What the syntax of one node has that APPSYNC_JS has not (developer guide, "Supported runtime features"; the rules of
 * @aws-appsync/eslint-plugin), as the subject of "… not supported", with the way out where there is one.
 */
export function unsupportedSyntax(node: SyntaxNode): string | undefined {
  switch (node.type) {
    case 'WhileStatement':
      return `'while' is not supported: use 'for … of'`;
    case 'DoWhileStatement':
      return `'do … while' is not supported: use 'for … of'`;
    case 'ForStatement':
      return `'for (…; …; …)' is not supported: use 'for … of' or 'for … in'`;
    case 'ForOfStatement':
      return node.await ? `'for await' is not supported` : undefined;
    case 'ContinueStatement':
      return `'continue' is not supported`;
    case 'LabeledStatement':
      return 'labels are not supported';
    case 'TryStatement':
      return `'try' is not supported`;
    case 'ThrowStatement':
      return `'throw' is not supported: use util.error()`;
    case 'ClassDeclaration':
    case 'ClassExpression':
      return 'classes are not supported';
    case 'NewExpression':
      return `'new' is not supported`;
    case 'ThisExpression':
      return `'this' is not supported`;
    case 'AwaitExpression':
      return `'await' is not supported`;
    case 'YieldExpression':
      return `'yield' is not supported`;
    case 'ImportExpression':
      return `'import()' is not supported`;
    case 'MetaProperty':
      return `'${node.meta.name}.${node.property.name}' is not supported`;
    case 'UpdateExpression':
      return `the operator ${node.operator} is not supported: use ${node.operator === '++' ? '+= 1' : '-= 1'}`;
    case 'UnaryExpression':
      return node.operator === '~' ? 'the operator ~ is not supported' : undefined;
    case 'BinaryExpression':
      if (node.operator === 'in') return 'the operator in is not supported: use Object.hasOwn()';
      return node.operator === 'instanceof' ? 'the operator instanceof is not supported' : undefined;
    case 'Literal':
      return node.regex ? 'regular expression literals are not supported: use util.matches()' : undefined;
    case 'Property':
      return node.kind === 'init' ? undefined : `a property with '${node.kind}' is not supported`;
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      if (node.async) return 'async functions are not supported';
      return node.generator ? 'generators are not supported' : undefined;
    default:
      return undefined;
  }
}
