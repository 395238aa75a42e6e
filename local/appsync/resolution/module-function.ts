import type { ImportDeclaration, Literal, Program } from 'acorn';
import { metered } from './metering';
import type { Meter } from './metering';
import { childrenOf } from './syntax-tree';
import type { SyntaxNode } from './syntax-tree';

/**
 * A module as the text of a function of `exports`, `require` and the meter's three. Every line stays where it was, so that
 * the places in stack traces are those of the code as it was deployed.
 */
export function moduleFunction(code: string, program: Program): string {
  const meter = meterFor(program);
  const exported: string[] = [];
  let text = '';
  let position = program.start;
  for (const statement of program.body) {
    text += code.slice(position, statement.start) + statementText(statement);
    position = statement.end;
  }
  text += code.slice(position);
  const parameters = ['exports', 'require', meter.step, meter.made, meter.kept].join(', ');
  return `(function (${parameters}) { 'use strict'; ${text}\n${exported.join('\n')}\n})`;

  function statementText(statement: SyntaxNode): string {
    if (statement.type === 'ImportDeclaration') return importText(statement) + lineEnds(statement);
    if (statement.type === 'ExportAllDeclaration')
      return `Object.assign(exports, ${requireText(statement)});${lineEnds(statement)}`;
    if (statement.type === 'ExportDefaultDeclaration')
      return `exports.default = ${metered(code, statement.declaration, meter)};`;
    if (statement.type !== 'ExportNamedDeclaration') return metered(code, statement, meter);
    const { declaration, specifiers, source } = statement;
    if (declaration) {
      for (const name of declaredNames(declaration)) exportAs(name, name);
      return metered(code, declaration, meter);
    }
    for (const { local, exported: name } of specifiers)
      exportAs(nameOf(name), source ? memberText({ source }, nameOf(local)) : nameOf(local));
    return lineEnds(statement);
  }

  function exportAs(name: string, local: string): void {
    exported.push(`exports[${JSON.stringify(name)}] = ${local};`);
  }

  /** The line ends of what is left out. */
  function lineEnds({ start, end }: SyntaxNode): string {
    return code.slice(start, end).replace(/[^\n]/g, '');
  }
}

function importText(statement: ImportDeclaration): string {
  const bound = statement.specifiers.map((specifier) => {
    const value =
      specifier.type === 'ImportSpecifier'
        ? memberText(statement, nameOf(specifier.imported))
        : requireText(statement);
    return `const ${specifier.local.name} = ${value};`;
  });
  return bound.length === 0 ? `${requireText(statement)};` : bound.join(' ');
}

function requireText({ source }: { source: Literal }): string {
  return `require(${JSON.stringify(source.value)})`;
}

function memberText(statement: { source: Literal }, name: string): string {
  return `${requireText(statement)}[${JSON.stringify(name)}]`;
}

function declaredNames(declaration: SyntaxNode): string[] {
  if (declaration.type === 'VariableDeclaration')
    return declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []));
  return declaration.type === 'FunctionDeclaration' && declaration.id ? [declaration.id.name] : [];
}

/** In a module a name may be written as text. */
function nameOf(node: SyntaxNode): string {
  return node.type === 'Identifier' ? node.name : node.type === 'Literal' ? String(node.value) : '';
}

/** Names that the code itself does not use, however it writes them (`\u0024` is `$`). */
function meterFor(program: Program): Meter {
  const names = identifiersIn(program);
  let prefix = '$meter';
  while (names.some((name) => name.startsWith(prefix))) prefix += '$';
  return { step: `${prefix}Step`, made: `${prefix}Made`, kept: `${prefix}Kept` };
}

function identifiersIn(node: SyntaxNode): string[] {
  return node.type === 'Identifier' ? [node.name] : childrenOf(node).flatMap(identifiersIn);
}
