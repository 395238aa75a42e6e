import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parse, visit } from 'graphql';
import { bootNoticeboard, noticeboardFolder } from './appsync/clients/noticeboard';
import type { Noticeboard } from './appsync/clients/noticeboard';
import { signed } from './appsync/api-fixture';

/** The claim: `local/` runs templates, this product's and any other, and knows none of them. */

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (...names: string[]) => readFileSync(path.join(root, ...names), 'utf8');
const sourcesOf = (folder: string) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => read(folder, name))
    .join('\n');

describe('no line of local/ knows', () => {
  const words = new Set(sourcesOf('local').match(/\w+/g));

  /** Words that AWS and HTTP have too: of SigV4, Bedrock, Secrets Manager, CloudFormation, JSON Schema. */
  const alsoOfAws = new Set([
    'GraphQLApi',
    'contentType',
    'sessionId',
    'sessionToken',
    'expiresAt',
    'createdAt',
    'maxLength',
    'minLength',
  ]);
  /** Names of more than one word; any text may say `title` or `room`. */
  const telling = (names: Iterable<string>) =>
    [...new Set(names)].filter(
      (name) => /[a-z0-9][A-Z]|_/.test(name) && !/^aws_|^AWS/.test(name) && !alsoOfAws.has(name),
    );
  const namesOfSchema = (text: string) => {
    const names: string[] = [];
    visit(parse(text), { Name: ({ value }) => void names.push(value) });
    return names;
  };
  const known = (names: string[]) => names.filter((name) => words.has(name));

  test('the product: its schema, its functions, its resolvers, its constructs', () => {
    const functions = readdirSync(path.join(root, 'lambdas'));
    const resolvers = readdirSync(path.join(root, 'resolvers/functions')).map(
      (file) => path.parse(file).name,
    );
    const constructs = [...sourcesOf('infra').matchAll(/new [\w.]+\(\w+, '(\w+)'/g)].map(([, id = '']) => id);
    const names = telling([
      ...namesOfSchema(read('schema.graphql')),
      ...functions,
      ...resolvers,
      ...constructs,
    ]);
    expect(names.length).toBeGreaterThan(150);
    expect(known(names)).toEqual([]);
    expect(sourcesOf('local')).not.toMatch(/onboard|danske|customer|passport/i);
  });

  test('the notice board', () => {
    const template: { Resources: object } = JSON.parse(
      read('test/fixtures/noticeboard/assembly/Noticeboard.template.json'),
    );
    const schema = read('test/fixtures/noticeboard/assembly/asset.schema.graphql');
    const names = telling([...Object.keys(template.Resources), ...namesOfSchema(schema)]);
    expect(names.length).toBeGreaterThan(30);
    expect(known(names)).toEqual([]);
    expect(sourcesOf('local')).not.toMatch(/notice ?board|doorkeeper|librarian/i);
  });
});

describe('the notice board runs on this machine', () => {
  let board: Noticeboard;
  beforeAll(async () => {
    board = await bootNoticeboard();
  });
  afterAll(() => board.close());

  const asLibrarian = async (query: string, variables: object = {}): Promise<unknown> => {
    const credentials = board.cloud.iam.credentialsFor(board.stack.attribute('Librarian', 'Arn'));
    const body = JSON.stringify({ query, variables });
    const response = await fetch(String(board.outputs['GraphQLUrl']), {
      method: 'POST',
      headers: await signed(board.cloud, credentials, '/graphql', body),
      body,
    });
    return response.json();
  };

  test('everything of it: nothing is left out', () => {
    const missing = board.notRun.filter((sentence) => !sentence.startsWith('Runtime '));
    expect(missing).toEqual([]);
    expect(Object.keys(board.outputs)).toEqual(['GraphQLUrl', 'RealtimeUrl', 'ApiKey']);
  });

  test('tables, pipelines and nested resolvers, each by a role of its own', async () => {
    const opened = await asLibrarian(
      'mutation { openRoom(input: { id: "attic", title: "Attic", keyCode: "1234" }) { id keyCode } }',
    );
    expect(opened).toEqual({ data: { openRoom: { id: 'attic', keyCode: '1234' } } });
    const again = await asLibrarian('mutation { openRoom(input: { id: "attic", title: "Attic" }) { id } }');
    expect(again).toMatchObject({ errors: [{ errorType: 'RoomExists', errorInfo: { id: 'attic' } }] });
    for (const text of ['first', 'second'])
      await asLibrarian(
        'mutation($text: String!) { pinNotice(input: { roomId: "attic", text: $text }) { id } }',
        { text },
      );
    const read = await asLibrarian('{ room(id: "attic") { notices { text author room { title } } } }');
    expect(read).toEqual({
      data: {
        room: {
          notices: ['second', 'first'].map((text) => ({ text, author: 'staff', room: { title: 'Attic' } })),
        },
      },
    });
    const decisions = board.records.filter(({ service }) => service === 'dynamodb');
    expect(new Set(decisions.map(({ operation }) => operation))).toEqual(
      new Set(['PutItem', 'GetItem', 'Query']),
    );
    expect(
      decisions.every(({ caller }) => caller.includes('assumed-role/Noticeboard-BoardSourceRole-')),
    ).toBe(true);
  });

  test('a function by event and by request, and the bucket behind it', async () => {
    expect(await asLibrarian('{ poster(noticeId: "n1") { text } }')).toEqual({ data: { poster: null } });
    const printed = await asLibrarian('mutation { printPoster(noticeId: "n1", text: "silence") }');
    expect(printed).toEqual({ data: { printPoster: true } });
    const wasPrinted = () =>
      board.records.some(({ service, operation }) => service === 's3' && operation === 'PutObject');
    while (!wasPrinted()) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await asLibrarian('{ poster(noticeId: "n1") { text } }')).toEqual({
      data: { poster: { text: 'SILENCE' } },
    });
  });
});

test('npm start runs it from its folder', async () => {
  const state = mkdtempSync(path.join(tmpdir(), 'noticeboard-'));
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const script = path.join(root, 'local/start.ts');
  const child = spawn(process.execPath, ['--import', tsx, script, '--port', '0', '--state', state], {
    cwd: noticeboardFolder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise((resolve) => child.once('close', resolve));
  const outputs = path.join(state, 'outputs.json');
  while (!existsSync(outputs)) {
    if (child.exitCode !== null) throw new Error(said);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const running: { outputs: Record<string, string> } = JSON.parse(readFileSync(outputs, 'utf8'));
  const response = await fetch(String(running.outputs['GraphQLUrl']), {
    method: 'POST',
    headers: { 'x-api-key': String(running.outputs['ApiKey']) },
    body: JSON.stringify({ query: '{ room(id: "nowhere") { title } }' }),
  });
  expect(await response.json()).toEqual({ data: { room: null } });
  child.kill('SIGINT');
  expect(await ended).toBe(0);
  rmSync(state, { recursive: true });
});
