import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { boot } from '../../local/boot';
import type { LocalCloud } from '../../local/boot';
import { startBrowser } from './browser';
import type { TestBrowser } from './browser';
import { writeLibrary } from './library-stack';

/** Where to leave pictures of the pages, if anywhere: `PICTURES=docs/pictures npm run test:browser`. */
const pictures = process.env['PICTURES'];

let local: LocalCloud;
let browser: TestBrowser;
const stateDir = mkdtempSync(path.join(tmpdir(), 'library-'));
const assembly = writeLibrary();
beforeAll(async () => {
  local = await boot({ assembly, stateDir });
  browser = await startBrowser(local.endpoints.appsync);
});
afterEach(async () => {
  for (const page of browser.context.pages()) if (page.url() !== 'about:blank') await page.close();
  expect(browser.faults.splice(0)).toEqual([]);
});
afterAll(async () => {
  await browser?.close();
  await local?.close();
  for (const folder of [stateDir, assembly]) rmSync(folder, { recursive: true });
});

const openPage = (hash = '') => browser.open(`${local.endpoints.appsync}/${hash}`);
const request = (page: Page, text: string) => page.locator('.request', { hasText: text }).first();
const picture = async (page: Page, name: string) => {
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: path.join(pictures, `${name}.png`) });
};

/** As a front end asks, by API key. */
async function ask(query: string): Promise<unknown> {
  const response = await fetch(`${local.endpoints.appsync}/graphql`, {
    method: 'POST',
    headers: { 'x-api-key': local.stack.attribute('Key', 'ApiKey') },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

/** The console, ready to take an operation. */
async function openConsole() {
  const page = await browser.open(`${local.endpoints.appsync}/console`);
  const editor = page.locator('.graphiql-query-editor');
  const result = page.locator('.result-window');
  const status = page.locator('#status');
  // Ctrl-Enter runs what stands there.
  const run = async (operation: string) => {
    await write(page, editor, operation);
    await page.keyboard.press('Control+Enter');
  };
  const asRole = async (logicalId: string) => {
    await page.getByRole('radio', { name: 'IAM' }).check();
    const value = logicalId === 'operator' ? logicalId : local.stack.attribute(logicalId, 'Arn');
    await page.getByLabel('As').selectOption(value);
  };
  await editor.getByText('query').waitFor();
  return { page, editor, result, status, run, asRole };
}

async function write(page: Page, editor: Locator, text: string): Promise<void> {
  await editor.locator('.CodeMirror').click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
}

describe('the page', () => {
  test('lists what the stack has', async () => {
    await ask('mutation { lend(id: "1", to: "Ada") { id } }');
    await ask('{ recommendation(genre: CRIME) }');
    await ask('{ book(id: "1") { title } }');
    const page = await openPage();
    await page.locator('#count', { hasText: /^\d+ requests$/ }).waitFor();

    for (const fact of [
      'recommend',
      '256 MB',
      'Books',
      'library-covers',
      'card-key',
      'AWS::CloudWatch::Dashboard',
    ])
      expect(await page.locator('#inventory').textContent()).toContain(fact);
    await picture(page, 'front-door');
  });

  test('shows what happens while it happens, with the decision', async () => {
    const page = await openPage();
    await ask('{ recommendation(genre: CRIME) }');

    const refused = request(page, 'Scan');
    await refused.waitFor();
    expect(await refused.getAttribute('data-verdict')).toBe('refused');
    expect(await refused.textContent()).toContain('no identity-based policy allows the dynamodb:Scan action');
    await ask('{ book(id: "1") { title } }');
    const allowed = request(page, 'GetItem');
    await allowed.waitFor();
    expect(await allowed.textContent()).toContain('May#ReadAndLend');
  });

  test('leaves the reader where he is', async () => {
    for (let round = 0; round < 15; round++) await ask('{ book(id: "1") { id } }');
    const page = await openPage();
    const reading = page.locator('.request').nth(20);
    await reading.locator('summary').click();
    const { y: before } = (await reading.boundingBox()) ?? { y: 0 };
    expect(before).toBeGreaterThan(0);
    const id = String(await reading.getAttribute('id'));
    await ask('mutation { lend(id: "new", to: "Ada") { id } }');
    await request(page, 'mutation lend').waitFor({ state: 'attached' });

    const same = page.locator(`#${id}`);
    expect(Math.abs(((await same.boundingBox())?.y ?? 0) - before)).toBeLessThan(2);
    expect(await same.locator('details').getAttribute('open')).toBe('');
    expect(await same.locator('summary:focus').count()).toBe(1);
  });

  test('keeps together what belongs to one trace, open as it was', async () => {
    const traceId = '1-67a0c2e0-0123456789abcdef01234567';
    const happen = (operation: string, ofTrace: object = { traceId }) =>
      local.cloud.record({
        service: 'lambda',
        operation,
        caller: 'someone',
        outcome: '200',
        durationMs: 1,
        requestId: operation,
        ...ofTrace,
      });
    happen('FirstStep');
    happen('Alone', {});
    const page = await openPage();
    await request(page, 'FirstStep').locator('summary').click();
    happen('SecondStep');
    await request(page, 'SecondStep').waitFor();

    const trace = page.locator(`[data-trace="${traceId}"]`);
    expect(await trace.locator('strong').allTextContents()).toEqual(['FirstStep', 'SecondStep']);
    expect(await trace.locator('h3').textContent()).toContain('2 requests');
    expect(await trace.locator('details[open]').count()).toBe(1);
    expect(await page.locator('.trace').first().textContent()).toContain('Alone');
  });

  test('filters by decision, service and text', async () => {
    await ask('{ recommendation(genre: POETRY) }');
    const page = await openPage();
    const verdicts = async () => [
      ...new Set(
        await page
          .locator('.request:visible')
          .evaluateAll((items) => items.map(({ dataset }) => dataset['verdict'])),
      ),
    ];
    await request(page, 'Scan').waitFor();
    await page.getByRole('radio', { name: 'Refused' }).check();
    expect(await verdicts()).toEqual(['refused']);
    expect(await page.locator('#count').textContent()).toMatch(/^\d+ of \d+ requests$/);

    await page.getByLabel('Service').selectOption('lambda');
    expect(await verdicts()).toEqual([]);
    await page.getByRole('radio', { name: 'Failed' }).check();
    expect(await verdicts()).toEqual(['failed']);
    await page.getByRole('radio', { name: 'All' }).check();
    await page.getByLabel('Service').selectOption('');
    await page.getByLabel('Text in the request').fill('dynamodb:scan');
    expect(await verdicts()).toEqual(['refused']);
  });

  test('can be held still', async () => {
    const page = await openPage();
    await page.getByLabel('Live').uncheck();
    const shown = await page.locator('.request').count();
    await ask('{ book(id: "held") { id } }');
    await page.getByLabel('Live').check();
    await page.locator('.request').nth(shown).waitFor({ state: 'attached' });
  });

  test('is worked by keyboard', async () => {
    await ask('{ book(id: "1") { id } }');
    const page = await openPage();
    await request(page, 'GetItem').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.locator('input[type=search]:focus').count()).toBe(1);
    await page.locator('.request summary').first().focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('.request').first().locator('dl').isVisible()).toBe(true);
  });

  test('hands over keys and exports', async () => {
    const page = await openPage();
    await browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy the exports' }).click();
    await page.getByRole('button', { name: 'Copy the exports' }).getByText('Copied').waitFor();

    expect(await page.evaluate('navigator.clipboard.readText()')).toContain(
      `export AWS_ENDPOINT_URL_DYNAMODB=${local.endpoints.dynamodb}`,
    );
  });

  test.each(['', 'console'])('/%s fits a phone, in the dark too', async (name) => {
    const page = await browser.open(`${local.endpoints.appsync}/${name}`);
    const paper = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    await page.setViewportSize({ width: 360, height: 740 });
    const light = await paper();
    await page.emulateMedia({ colorScheme: 'dark' });

    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    expect(await paper()).not.toEqual(light);
  });
});

describe('the console', () => {
  test('begins with what can be run as it stands', async () => {
    const { page, result, status } = await openConsole();
    await page.getByRole('button', { name: /Execute/ }).click();

    await result.getByText('"book"').waitFor();
    await status.getByText('Allowed').waitFor();
  });

  test('has the answer below the question on a narrow screen', async () => {
    const { page, editor, result } = await openConsole();
    await page.setViewportSize({ width: 390, height: 800 });
    await page.getByRole('button', { name: /Execute/ }).click();
    await result.getByText('"book"').waitFor();
    await picture(page, 'console-narrow');

    const [question, answer] = [await editor.boundingBox(), await result.boundingBox()];
    expect(answer?.y).toBeGreaterThan((question?.y ?? Infinity) + (question?.height ?? 0));
    expect(answer?.width).toBeGreaterThan(250);
    expect(answer?.height).toBeGreaterThan(150);
  });

  test('knows the schema of an API that answers no introspection', async () => {
    const { page } = await openConsole();
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.locator('.graphiql-doc-explorer').getByRole('link', { name: 'Query', exact: true }).click();

    await page.getByText('A book of the library.').waitFor();
    await page.getByText('API key or IAM or Lambda token.').first().waitFor();
  });

  test('asks by API key, with a token, and as the operator', async () => {
    const { page, result, run, asRole, status } = await openConsole();
    await run('mutation { lend(id: "7", to: "Edith") { lentTo } }');
    await result.getByText('"Edith"').waitFor();

    await page.getByRole('radio', { name: 'Lambda token' }).check();
    await page.getByRole('textbox', { name: 'Token' }).fill('card-8');
    await run('{ book(id: "7") { title } }');
    await result.getByText('You are not authorized to make this call.').waitFor();
    await status.getByText('the authorizer refused the token').waitFor();
    // The browser writes every such answer into its console.
    expect(browser.faults.splice(0)).toEqual([expect.stringContaining('status of 401')]);
    await page.getByRole('textbox', { name: 'Token' }).fill('card-7');
    await run('{ book(id: "7") { title } }');
    await result.getByText('"Book 7"').waitFor();

    await asRole('operator');
    await run('mutation { lend(id: "7", to: "Grace") { lentTo } }');
    await result.getByText('"Grace"').waitFor();
    await status.getByText('by operator').waitFor();
  });

  test('shows what a role may not, and why', async () => {
    const { page, editor, result, asRole, status } = await openConsole();
    await asRole('Visitor');
    await page.getByRole('button', { name: /Execute/ }).click();
    await status.getByText('by May#LookUp').waitFor();
    await page.locator('.graphiql-tab-button').getByText('Lend', { exact: true }).click();
    await editor.getByText('mutation').click();
    await page.keyboard.press('Control+Enter');

    await result.getByText('Not Authorized to access lend on type Mutation').waitFor();
    await status.getByText('no identity-based policy allows the appsync:GraphQL action').waitFor();
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.getByRole('link', { name: 'Mutation', exact: true }).click();
    await picture(page, 'console');
    await status.getByRole('link', { name: 'Refused' }).click();
    const refused = request(page, 'mutation lend');
    await refused.locator('dl').getByText('/types/Mutation/fields/lend').waitFor();
    expect(await refused.getAttribute('data-verdict')).toBe('refused');
  });

  test.each<[string, 'API key' | 'Lambda token' | 'IAM']>([
    ['by API key', 'API key'],
    ['with a token', 'Lambda token'],
    ['as a role', 'IAM'],
  ])('subscribes %s, and shows what comes', async (_name, mode) => {
    const { page, result, run, asRole, status } = await openConsole();
    await page.getByRole('radio', { name: mode }).check();
    if (mode === 'Lambda token') await page.getByRole('textbox', { name: 'Token' }).fill('card-7');
    if (mode === 'IAM') await asRole('Librarian');
    await run('subscription { onLend { id lentTo } }');
    await status.getByText('Subscribed. Waiting').waitFor();
    await ask('mutation { lend(id: "9", to: "Linus") { id lentTo } }');

    await result.getByText('"Linus"').waitFor();
    await status.getByText('1 event so far').waitFor();
    await page.getByRole('button', { name: /Stop/ }).click();
    await status.getByText('The subscription has ended.').waitFor();
  });

  test('shows why a subscription was refused', async () => {
    const { result, run, asRole, status } = await openConsole();
    await asRole('Visitor');
    await run('subscription { onLend { id } }');

    await result.getByText('Not Authorized to access onLend on type Subscription').waitFor();
    await status.getByText('Refused').waitFor();
  });

  test('remembers operation and mode, in this tab only', async () => {
    const { page, editor, run, asRole } = await openConsole();
    await asRole('Visitor');
    await run('query Remembered { book(id: "1") { id } }');
    // GraphiQL takes its time to write it down.
    const written = () => page.evaluate('Object.values(sessionStorage).join().includes("Remembered")');
    while (!(await written())) await page.waitForTimeout(50);
    await page.reload();

    await editor.getByText('Remembered').waitFor();
    expect(await page.getByLabel('As').inputValue()).toBe(local.stack.attribute('Visitor', 'Arn'));
    const { page: other, editor: fresh } = await openConsole();
    expect(await fresh.getByText('Remembered').count()).toBe(0);
    expect(await other.getByRole('radio', { name: 'API key' }).isChecked()).toBe(true);
    expect(await other.evaluate('localStorage.length')).toBe(0);
  });
});
