import type { Pattern, Program } from 'acorn';
import { childrenOf, isFunction } from './syntax-tree';
import type { FunctionNode, IdentifierNode, SyntaxNode } from './syntax-tree';

/** What a name of the code stands for. */
export interface Binding {
  name: string;
  /** The function that was given to it where it was declared. */
  fn?: FunctionNode;
  /** `import { member as name } from module`; the whole module is `*`. */
  imported?: { module: string; member: string };
  /** Where it is a parameter: of which function, and the how manieth, from 0. */
  parameter?: { of: FunctionNode; index: number };
}

class Scope {
  readonly #bindings = new Map<string, Binding>();

  constructor(private readonly outer?: Scope) {}

  declare(binding: Binding): void {
    const known = this.#bindings.get(binding.name);
    if (known === undefined || binding.fn !== undefined) this.#bindings.set(binding.name, binding);
  }

  find(name: string): Binding | undefined {
    return this.#bindings.get(name) ?? this.outer?.find(name);
  }
}

/** Every name that is read or written in a module, and what it stands for: undefined when nothing declares it. */
export function resolveNames(program: Program): Map<IdentifierNode, Binding | undefined> {
  const resolved = new Map<IdentifierNode, Binding | undefined>();
  const top = new Scope();
  declareVars(program, top);
  declareBlock(program.body, top);
  visitAll(program, top);
  return resolved;

  function visitAll(node: SyntaxNode, scope: Scope): void {
    for (const child of childrenOf(node)) visit(child, scope);
  }

  function visit(node: SyntaxNode, scope: Scope): void {
    if (isFunction(node)) return visitFunction(node, scope);
    switch (node.type) {
      case 'Identifier':
        resolved.set(node, scope.find(node.name));
        return;
      case 'MemberExpression':
        visit(node.object, scope);
        if (node.computed) visit(node.property, scope);
        return;
      case 'Property':
      case 'MethodDefinition':
      case 'PropertyDefinition':
        if (node.computed) visit(node.key, scope);
        if (node.value) visit(node.value, scope);
        return;
      case 'VariableDeclarator':
        visitPattern(node.id, scope);
        if (node.init) visit(node.init, scope);
        return;
      case 'BlockStatement': {
        const block = new Scope(scope);
        declareBlock(node.body, block);
        return visitAll(node, block);
      }
      case 'SwitchStatement': {
        const block = new Scope(scope);
        declareBlock(
          node.cases.flatMap(({ consequent }) => consequent),
          block,
        );
        return visitAll(node, block);
      }
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'ForStatement': {
        const block = new Scope(scope);
        declareBlock(
          childrenOf(node).filter(({ type }) => type === 'VariableDeclaration'),
          block,
        );
        return visitAll(node, block);
      }
      case 'ExportNamedDeclaration':
        if (node.declaration) visit(node.declaration, scope);
        else if (!node.source)
          for (const { local } of node.specifiers) if (local.type === 'Identifier') visit(local, scope);
        return;
      // Refused for themselves: their names are not worth following.
      case 'ClassDeclaration':
      case 'ClassExpression':
      case 'CatchClause':
      case 'MetaProperty':
      case 'ImportDeclaration':
      case 'BreakStatement':
      case 'ContinueStatement':
        return;
      case 'LabeledStatement':
        return visit(node.body, scope);
      default:
        return visitAll(node, scope);
    }
  }

  function visitFunction(fn: FunctionNode, outer: Scope): void {
    const scope = new Scope(outer);
    if (fn.type === 'FunctionExpression' && fn.id) scope.declare({ name: fn.id.name, fn });
    fn.params.forEach((pattern, index) => {
      for (const name of namesOf(pattern)) scope.declare({ name, parameter: { of: fn, index } });
      visitPattern(pattern, scope);
    });
    declareVars(fn.body, scope);
    visit(fn.body, scope);
  }

  /** Defaults and computed keys of a pattern; the names that it declares are no use of them. */
  function visitPattern(pattern: Pattern, scope: Scope): void {
    switch (pattern.type) {
      case 'Identifier':
        return;
      case 'AssignmentPattern':
        visitPattern(pattern.left, scope);
        return visit(pattern.right, scope);
      case 'RestElement':
        return visitPattern(pattern.argument, scope);
      case 'ArrayPattern':
        for (const element of pattern.elements) if (element) visitPattern(element, scope);
        return;
      case 'ObjectPattern':
        for (const property of pattern.properties) {
          if (property.type === 'RestElement') visitPattern(property.argument, scope);
          else {
            if (property.computed) visit(property.key, scope);
            visitPattern(property.value, scope);
          }
        }
        return;
      case 'MemberExpression':
        return visit(pattern, scope);
    }
  }
}

/** `let`, `const`, functions, classes and imports of one block. */
function declareBlock(statements: readonly SyntaxNode[], scope: Scope): void {
  for (const statement of statements) {
    if (statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration') {
      if (statement.declaration) declareBlock([statement.declaration], scope);
    } else if (statement.type === 'FunctionDeclaration' && statement.id)
      scope.declare({ name: statement.id.name, fn: statement });
    else if (statement.type === 'ClassDeclaration' && statement.id)
      scope.declare({ name: statement.id.name });
    else if (statement.type === 'VariableDeclaration') declareVariables(statement, scope);
    else if (statement.type === 'ImportDeclaration')
      for (const specifier of statement.specifiers) {
        const member =
          specifier.type !== 'ImportSpecifier'
            ? '*'
            : specifier.imported.type === 'Identifier'
              ? specifier.imported.name
              : String(specifier.imported.value);
        const module = String(statement.source.value);
        scope.declare({ name: specifier.local.name, imported: { module, member } });
      }
  }
}

/** `var` belongs to the whole function. */
function declareVars(node: SyntaxNode, scope: Scope): void {
  for (const child of childrenOf(node)) {
    if (isFunction(child)) continue;
    if (child.type === 'VariableDeclaration' && child.kind === 'var') declareVariables(child, scope);
    declareVars(child, scope);
  }
}

function declareVariables(
  { declarations }: Extract<SyntaxNode, { type: 'VariableDeclaration' }>,
  scope: Scope,
): void {
  for (const { id, init } of declarations) {
    if (id.type === 'Identifier' && init && isFunction(init)) scope.declare({ name: id.name, fn: init });
    else for (const name of namesOf(id)) scope.declare({ name });
  }
}

function namesOf(pattern: Pattern): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'AssignmentPattern':
      return namesOf(pattern.left);
    case 'RestElement':
      return namesOf(pattern.argument);
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? namesOf(element) : []));
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        namesOf(property.type === 'RestElement' ? property.argument : property.value),
      );
    case 'MemberExpression':
      return [];
  }
}
