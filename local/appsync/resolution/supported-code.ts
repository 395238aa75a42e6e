import type { CallExpression, MemberExpression, Program } from 'acorn';
import { resolveNames } from './bindings';
import { childrenOf, isFunction, placeOf } from './syntax-tree';
import type { FunctionNode, IdentifierNode, SyntaxNode } from './syntax-tree';
import { unsupportedSyntax } from './unsupported-syntax';

/** The members of an object of APPSYNC_JS, by name; `true` where there is nothing below. */
export interface Surface {
  readonly [name: string]: Surface | true;
}

/** What resolver code can name beside its own: globals, and the members of each module. */
export interface Vocabulary {
  globals: Surface;
  modules: Surface;
}

/** The objects of the language that APPSYNC_JS has. */
const languageGlobals = new Set([
  'undefined',
  'NaN',
  'Infinity',
  'Math',
  'Object',
  'Array',
  'String',
  'Number',
  'Boolean',
]);

/** Functions of `Object`, `Array` and `String` that APPSYNC_JS does not have, by the plugin's rule no-disallowed-methods. */
const missingStatics: Readonly<Record<string, ReadonlySet<string>>> = {
  Object: words(
    'create defineProperties defineProperty freeze getOwnPropertyDescriptor getOwnPropertyDescriptors getOwnPropertyNames ' +
      'getOwnPropertySymbols getPrototypeOf is isExtensible isFrozen isSealed preventExtensions seal setPrototypeOf',
  ),
  Array: words('from of'),
  String: words('fromCharCode fromCodePoint'),
};

/** Methods that it does not have either; names that an object of one's own may well have are left to run time. */
const missingMethods = words(
  'charCodeAt localeCompare matchAll padEnd padStart toLocaleLowerCase toLocaleUpperCase toLocaleString copyWithin',
);

/** Of a function itself, nothing but the call is supported. */
const functionMethods = words('apply bind call');

/** The methods that take a function, by the plugin's rule no-function-passing. */
const takingFunctions = words(
  'map find filter findIndex findLast findLastIndex forEach reduce reduceRight every some flatMap',
);

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

/** What AppSync would refuse at deployment, a line each with its place: `code.js(3,5): 'while' is not supported`. */
export function codeErrors(program: Program, { globals, modules }: Vocabulary): string[] {
  const bindings = resolveNames(program);
  const errors: string[] = [];
  const calls: { place: SyntaxNode; from: readonly FunctionNode[]; to: FunctionNode }[] = [];
  check(program, []);
  for (const call of calls)
    if (call.from.some((caller) => leadsTo(call.to, caller, new Set())))
      refuse(call.place, 'recursion is not supported');
  return errors;

  function refuse(node: SyntaxNode, sentence: string): void {
    errors.push(`${placeOf(node)}: ${sentence}.`);
  }

  function check(node: SyntaxNode, enclosing: readonly FunctionNode[]): void {
    const syntax = unsupportedSyntax(node);
    if (syntax !== undefined) refuse(node, syntax);
    const inside = isFunction(node) ? [...enclosing, node] : enclosing;
    switch (node.type) {
      case 'ImportDeclaration':
        checkImport(node);
        break;
      case 'Identifier':
        checkName(node);
        break;
      case 'MemberExpression':
        checkMember(node);
        break;
      case 'CallExpression':
        checkCall(node, inside);
        break;
      case 'VariableDeclarator':
        if (node.init?.type === 'Identifier') refuseFunction(node.init, 'given another name');
        break;
      case 'AssignmentExpression':
        if (node.operator === '=') refuseFunction(node.right, 'assigned');
        checkContext(node.left);
        break;
      case 'UnaryExpression':
        if (node.operator === 'delete') checkContext(node.argument);
        break;
      case 'ReturnStatement':
        if (node.argument) refuseFunction(node.argument, 'returned');
        break;
      case 'ArrowFunctionExpression':
        if (node.expression) refuseFunction(node.body, 'returned');
        break;
      default:
      // Says nothing by itself.
    }
    for (const child of childrenOf(node)) check(child, inside);
  }

  function checkImport(node: Extract<SyntaxNode, { type: 'ImportDeclaration' }>): void {
    const module = String(node.source.value);
    const members = Object.hasOwn(modules, module) ? modules[module] : undefined;
    if (members === undefined || members === true)
      return refuse(node, `the module '${module}' does not exist in APPSYNC_JS`);
    for (const specifier of node.specifiers) {
      if (specifier.type !== 'ImportSpecifier' || specifier.imported.type !== 'Identifier') continue;
      const { name } = specifier.imported;
      if (!Object.hasOwn(members, name)) refuse(specifier, `'${module}' has no ${name}`);
    }
  }

  function checkName(node: IdentifierNode): void {
    if (!bindings.has(node) || bindings.get(node) !== undefined) return;
    if (languageGlobals.has(node.name) || Object.hasOwn(globals, node.name)) return;
    refuse(node, `${node.name} is not defined in APPSYNC_JS`);
  }

  function checkMember(node: MemberExpression): void {
    const name = memberName(node);
    if (name === undefined) return;
    const owner = surfaceOf(node.object);
    if (owner !== undefined && owner !== true && !Object.hasOwn(owner, name))
      refuse(node, `${textOf(node)} does not exist in APPSYNC_JS`);
    if (isGlobal(node.object) && missingStatics[node.object.name]?.has(name) === true)
      refuse(node, `${node.object.name}.${name} does not exist in APPSYNC_JS`);
  }

  function checkCall(node: CallExpression, enclosing: readonly FunctionNode[]): void {
    const { callee } = node;
    const method = callee.type === 'MemberExpression' ? memberName(callee) : undefined;
    if (method !== undefined && (missingMethods.has(method) || functionMethods.has(method)))
      refuse(callee, `the method ${method} does not exist in APPSYNC_JS`);
    const called = [callee, ...node.arguments].map(functionOf);
    for (const to of called) if (to !== undefined) calls.push({ place: node, from: enclosing, to });
    if (method !== undefined && takingFunctions.has(method)) return;
    for (const argument of node.arguments) refuseFunction(argument, 'passed to a function');
  }

  /** Functions may be declared, called, and handed to the methods of lists. */
  function refuseFunction(node: SyntaxNode, what: string): void {
    if (node.type !== 'Identifier' && !isFunction(node)) return;
    if (functionOf(node) !== undefined) refuse(node, `a function cannot be ${what}`);
  }

  /** Of `ctx`, only what its members hold can be changed. */
  function checkContext(target: SyntaxNode): void {
    const object = target.type === 'MemberExpression' ? target.object : target;
    const parameter = object.type === 'Identifier' ? bindings.get(object)?.parameter : undefined;
    if (parameter?.index === 0 && isHandler(parameter.of)) refuse(target, `${textOf(target)} is read-only`);
  }

  function functionOf(node: SyntaxNode): FunctionNode | undefined {
    if (isFunction(node)) return node;
    return node.type === 'Identifier' ? bindings.get(node)?.fn : undefined;
  }

  function leadsTo(from: FunctionNode, to: FunctionNode, seen: Set<FunctionNode>): boolean {
    if (from === to) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return calls.some((call) => call.from.includes(from) && leadsTo(call.to, to, seen));
  }

  function isGlobal(node: SyntaxNode): node is IdentifierNode {
    return node.type === 'Identifier' && bindings.has(node) && bindings.get(node) === undefined;
  }

  /** What of APPSYNC_JS an expression is, as far as its text tells. */
  function surfaceOf(node: SyntaxNode): Surface | true | undefined {
    if (node.type === 'Identifier') {
      if (isGlobal(node)) return below(globals, node.name);
      const imported = bindings.get(node)?.imported;
      return imported === undefined ? undefined : below(modules[imported.module], imported.member);
    }
    if (node.type !== 'MemberExpression') return undefined;
    return below(surfaceOf(node.object), memberName(node));
  }
}

function isHandler(fn: FunctionNode): boolean {
  return fn.type === 'FunctionDeclaration' && (fn.id?.name === 'request' || fn.id?.name === 'response');
}

function below(owner: Surface | true | undefined, name: string | undefined): Surface | true | undefined {
  if (name === '*') return owner;
  if (owner === undefined || owner === true || name === undefined) return undefined;
  return Object.hasOwn(owner, name) ? owner[name] : undefined;
}

function memberName({ property, computed }: MemberExpression): string | undefined {
  if (property.type === 'Identifier') return computed ? undefined : property.name;
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : undefined;
}

/** `a.b.c`, of an expression that is made of names. */
function textOf(node: SyntaxNode): string {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'MemberExpression' ? `${textOf(node.object)}.${memberName(node) ?? '…'}` : '…';
}
