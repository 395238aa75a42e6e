import { childrenOf, isFunction } from './syntax-tree';
import type { SyntaxNode } from './syntax-tree';

/** The names of the functions that metered code calls, as `runtime/meter.ts` has them. */
export interface Meter {
  step: string;
  made: string;
  kept: string;
}

/**
 * The code of `node` with a meter in it, line by line as it was. Since APPSYNC_JS has no `while`, no recursion and no `try`, whatever
 * runs for long comes past one of its steps, and whatever grows is made by one of its expressions: a handler that does
 * either too often is stopped there, at a price that no profile shows.
 */
export function metered(code: string, node: SyntaxNode, { step, made, kept }: Meter): string {
  return render(node, false);

  /** `inChain`: within `a?.b.c()`, which is one expression and has to stay in one piece. */
  function render(node: SyntaxNode, inChain: boolean): string {
    let text = '';
    let position = node.start;
    for (const child of childrenOf(node)) {
      text += code.slice(position, child.start) + renderChild(node, child, inChain);
      position = child.end;
    }
    return text + code.slice(position, node.end);
  }

  function renderChild(parent: SyntaxNode, child: SyntaxNode, inChain: boolean): string {
    const isLink = parent.type === 'ChainExpression' || (inChain && isHead(parent, child));
    const text = render(child, isLink);
    if (isBody(parent, child)) {
      if (child.type === 'BlockStatement') return `{${step}();${text.slice(1)}`;
      return isFunction(parent) ? `(${step}(),${text})` : `{${step}();${text}}`;
    }
    const value = !isLink && makes(parent, child) ? `${made}(${text})` : text;
    const owner = lengthened(child);
    return owner === undefined ? value : `${kept}(${value},${code.slice(owner.start, owner.end)})`;
  }
}

function isBody(parent: SyntaxNode, child: SyntaxNode): boolean {
  return (
    (isFunction(parent) || parent.type === 'ForOfStatement' || parent.type === 'ForInStatement') &&
    parent.body === child
  );
}

/** What a chain goes on from: `a.b` in `a.b.c` and in `a.b()`. */
function isHead(parent: SyntaxNode, child: SyntaxNode): boolean {
  if (parent.type === 'MemberExpression') return parent.object === child;
  return parent.type === 'CallExpression' && parent.callee === child;
}

/** The list that an assignment may make longer: `list[i] = v`, `list.length = n`. */
function lengthened(node: SyntaxNode): SyntaxNode | undefined {
  if (node.type !== 'AssignmentExpression' || node.left.type !== 'MemberExpression') return undefined;
  const { object, property, computed } = node.left;
  const isLength = property.type === 'Identifier' && property.name === 'length';
  return (computed || isLength) && isPath(object) ? object : undefined;
}

/** `a.b.c`: what can be named once more without running anything again. */
function isPath(node: SyntaxNode): boolean {
  return node.type === 'MemberExpression'
    ? !node.computed && isPath(node.object)
    : node.type === 'Identifier';
}

/** Whether `node` is an expression that can make something larger than what it is made of. */
function makes(parent: SyntaxNode, node: SyntaxNode): boolean {
  // What is handed over one by one, as in `list.push(...others)`, counts too.
  if (parent.type === 'SpreadElement') return true;
  switch (node.type) {
    case 'BinaryExpression':
      return node.operator === '+';
    case 'AssignmentExpression':
      return node.operator === '+=';
    case 'TemplateLiteral':
      return parent.type !== 'TaggedTemplateExpression';
    case 'ArrayExpression':
      return node.elements.some((element) => element?.type === 'SpreadElement');
    case 'CallExpression':
      return (
        node.callee.type === 'MemberExpression' ||
        (node.callee.type === 'Identifier' && node.callee.name === 'Array')
      );
    case 'ChainExpression':
      // `delete a?.b` wants a place, not a value.
      return parent.type !== 'UnaryExpression';
    default:
      return false;
  }
}
