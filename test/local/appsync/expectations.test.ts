import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { loadCode } from '../../../local/appsync/resolution/sandbox';
import type { HandlerOutcome } from '../../../local/appsync/runtime/protocol';
import { codeOf, contextOf, expectations, nameOf, selection } from './expectation';
import type { Expectation } from './expectation';

/** 2026-03-29T00:59:59.250Z, one second before Copenhagen puts its clocks forward. */
const now = Date.UTC(2026, 2, 29, 0, 59, 59, 250);

async function evaluate(expectation: Expectation): Promise<HandlerOutcome> {
  const code = await loadCode('Query.room', codeOf(expectation));
  const context = contextOf(expectation);
  return code.call(expectation.handler ?? 'response', {
    now,
    authType: 'API Key Authorization',
    ...selection,
    context,
  });
}

describe.each(Object.entries(expectations))('%s', (_file, list) => {
  test.each(list.map((entry): [string, Expectation] => [nameOf(entry), entry]))(
    '%s',
    async (_name, entry) => {
      const outcome = await evaluate(entry);
      const { completion } = outcome;
      if (entry.fault !== undefined)
        expect(completion).toMatchObject({ kind: 'fault', message: entry.fault });
      else if (entry.error !== undefined)
        expect(completion).toMatchObject({ kind: 'error', error: entry.error });
      else if (entry.earlyReturn !== undefined)
        expect(completion).toEqual({ kind: 'earlyReturn', ...entry.earlyReturn });
      else {
        expect(completion).toMatchObject({ kind: 'value' });
        const value: unknown = ('value' in completion ? completion.value : null) ?? null;
        if (entry.pattern !== undefined) expect(String(value)).toMatch(new RegExp(entry.pattern));
        else if (entry.json !== undefined) expect(JSON.parse(String(value))).toEqual(entry.json);
        else expect(value).toEqual(entry.result);
      }
      if (entry.stash !== undefined) expect(outcome.stash).toEqual(entry.stash);
      if (entry.logs !== undefined) expect(outcome.logs.map(({ text }) => text)).toEqual(entry.logs);
      if (entry.appended !== undefined) expect(outcome.appendedErrors).toEqual(entry.appended);
      if (entry.effects !== undefined) expect(outcome.effects).toEqual(entry.effects);
    },
  );
});

describe('the surface of @aws-appsync/utils', () => {
  const documented = documentedMembers();

  test('is read from its own declarations', () => {
    expect(documented).toEqual(
      expect.arrayContaining([
        'util.time.nowISO8601',
        'runtime.earlyReturn',
        'ddb.operations.updateListItem',
      ]),
    );
  });

  test.each(documented)('%s has an expectation', (member) => {
    const code = Object.values(expectations).flat().map(codeOf).join('\n');
    expect(code).toContain(`${member}(`);
  });
});

/** Every function that the package declares, as resolver code would call it: `util.time.nowISO8601`, `ddb.get`, … */
function documentedMembers(): string[] {
  const lib = path.join(process.cwd(), 'node_modules/@aws-appsync/utils/lib');
  const types = new Map<string, ts.TypeNode>();
  const functions: string[] = [];
  for (const file of readdirSync(lib).filter((name) => name.endsWith('.d.ts'))) {
    const source = ts.createSourceFile(file, readFileSync(`${lib}/${file}`, 'utf8'), ts.ScriptTarget.Latest);
    source.forEachChild((node) => {
      if (ts.isTypeAliasDeclaration(node)) types.set(node.name.text, node.type);
      if (file === 'dynamodb-helpers.d.ts' && ts.isFunctionDeclaration(node) && node.name)
        functions.push(`ddb.${node.name.text}`);
    });
  }
  const below = (prefix: string, type: ts.TypeNode | undefined): string[] => {
    if (type === undefined) return [];
    if (ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName))
      return below(prefix, types.get(type.typeName.text));
    if (!ts.isTypeLiteralNode(type)) return [prefix];
    return type.members.flatMap((member) => {
      const name = member.name && ts.isIdentifier(member.name) ? `${prefix}.${member.name.text}` : prefix;
      return ts.isPropertySignature(member) ? below(name, member.type) : [name];
    });
  };
  return [
    ...new Set([
      ...below('util', types.get('Util')),
      ...below('extensions', types.get('Extensions')),
      ...below('runtime', types.get('Runtime')),
      ...functions,
      ...below('ddb.operations', types.get('DynamoDBOperation')),
    ]),
  ];
}
