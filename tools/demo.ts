import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, styleText } from 'node:util';
import type { Country, Language, OnboardingEvent, OnboardingStatus } from '../generated/types';
import { Person, Refused, atRest, type ApiAddress } from './person';

const root = fileURLToPath(new URL('..', import.meta.url));
const countries: readonly Country[] = ['DK', 'SE', 'NO', 'FI'];
const languages: readonly Language[] = ['en', 'da', 'sv', 'nb', 'fi'];
const exitCodes: Partial<Record<OnboardingStatus, number>> = {
  REGISTERED: 0,
  ALREADY_REGISTERED: 0,
  NEW_PICTURE_REQUIRED: 2,
  AWAITING_PICTURE: 2,
  UNVERIFIED: 3,
  FAILED: 4,
};

const help = `Plays a person who becomes a customer: uploads a picture, talks to the agent, watches each step.

  npm run demo -- [options]

  --image FILE        picture of an ID document, JPEG or PNG; repeat it to answer a request
                      for a new picture (default: test/specimens/dk-passport.jpg)
  --country CODE      ${countries.join(', ')} (default: DK)
  --language CODE     ${languages.join(', ')} (default: en)
  --message TEXT      the person's first words
  --state DIR         state folder of the local stack (default: .local)
  --endpoint URL      a deployed API instead of the local stack; needs --api-key
  --api-key KEY       its API key
  --region REGION     its region (default: eu-central-1)
  --help              this text

Without --endpoint the demo uses the stack that npm start runs, or starts one for itself.
Exit codes: 0 registered (or registered before), 2 a new picture is needed, 3 identity not verified,
4 the onboarding failed, 1 anything else, 64 wrong options.`;

const colour = (format: Parameters<typeof styleText>[0], text: string): string =>
  process.stdout.isTTY && !process.env.NO_COLOR ? styleText(format, text) : text;

class UsageError extends Error {}

const oneOf = <T extends string>(option: string, value: string, allowed: readonly T[]): T => {
  const found = allowed.find((candidate) => candidate === value);
  if (!found) throw new UsageError(`--${option} ${value}: must be one of ${allowed.join(', ')}`);
  return found;
};

const readOptions = () => {
  try {
    const { values } = parseArgs({
      options: {
        image: { type: 'string', multiple: true },
        country: { type: 'string', default: 'DK' },
        language: { type: 'string', default: 'en' },
        message: { type: 'string', default: 'Hello, I would like to become a customer.' },
        state: { type: 'string', default: '.local' },
        endpoint: { type: 'string' },
        'api-key': { type: 'string' },
        region: { type: 'string', default: 'eu-central-1' },
        help: { type: 'boolean', default: false },
      },
    });
    const images = values.image ?? [join(root, 'test', 'specimens', 'dk-passport.jpg')];
    const missing = images.find((file) => !existsSync(file));
    if (missing) throw new UsageError(`--image ${missing}: there is no such file`);
    return {
      ...values,
      images,
      country: oneOf('country', values.country, countries),
      language: oneOf('language', values.language, languages),
    };
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(error.message) : error;
  }
};

/** Where the running local stack says it is, if it lives. */
const runningStack = (state: string): ApiAddress | undefined => {
  const file = join(state, 'outputs.json');
  if (!existsSync(file)) return undefined;
  const { outputs, region, pid } = JSON.parse(readFileSync(file, 'utf8')) as {
    outputs: Record<string, string>;
    region: string;
    pid: number;
  };
  try {
    process.kill(pid, 0);
  } catch {
    return undefined;
  }
  return { graphQLUrl: outputs.GraphQLUrl ?? '', apiKey: outputs.ApiKey ?? '', region };
};

/** Starts the local stack in a process of its own and waits until it says where it is. */
const startStack = async (state: string): Promise<{ api: ApiAddress; stop: () => void }> => {
  console.log(colour('dim', 'No local stack is running: starting one …'));
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'local/start.ts', '--state', state, '--port', '0'],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  const listen = (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000));
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  for (let waited = 0; waited < 120_000; waited += 200) {
    if (child.exitCode !== null) throw new Error(`The local stack did not start:\n${said}`);
    const api = runningStack(state);
    if (api) return { api, stop: () => child.kill('SIGTERM') };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  child.kill('SIGTERM');
  throw new Error(`The local stack was not ready after two minutes:\n${said}`);
};

const describe = (event: OnboardingEvent): string => {
  const step = event.step ? event.step.toLowerCase().replace('_', ' ') : '';
  const sure = typeof event.confidence === 'number' ? ` (confidence ${event.confidence.toFixed(2)})` : '';
  switch (event.kind) {
    case 'UPLOAD_OPENED':
      return colour('dim', '○ upload opened');
    case 'STARTED':
      return `${colour('dim', '○ started')}${event.message ? `\n  you: ${event.message}` : ''}`;
    case 'PERSON_MESSAGE':
      return `  you: ${event.message}`;
    case 'AGENT_MESSAGE':
      return colour('cyan', `  agent: ${event.message}`);
    case 'STEP_STARTED':
      return `▸ ${step} …`;
    case 'STEP_COMPLETED':
      return (
        colour('green', `✔ ${step}${sure}`) + (event.message ? `\n  ${colour('bold', event.message)}` : '')
      );
    case 'STEP_STOPPED':
      return (
        colour('yellow', `✋ ${step}${sure}: ${event.reason}`) + `\n  ${colour('bold', event.message ?? '')}`
      );
    case 'FAILED':
      return colour('red', `✖ failed: ${event.reason}\n  ${event.message ?? ''}`);
  }
};

/** By the file's name, as a browser does; the API decides what it takes. */
const contentTypeOf = (file: string): string => {
  const extension = extname(file).slice(1).toLowerCase();
  return `image/${extension === 'jpg' ? 'jpeg' : extension || 'unknown'}`;
};

/** Uploads one picture, starts, and resolves with the status in which the session comes to rest. */
const onboard = async (person: Person, file: string, message: string, shown: { sequence: number }) => {
  const bytes = await readFile(file);
  const upload = await person.openUpload(bytes, contentTypeOf(file));
  await person.upload(bytes, upload);
  console.log(`${colour('green', '✔ uploaded')} ${basename(file)} (${Math.round(bytes.length / 1024)} KiB)`);
  const before = (await person.onboarding()).sequence;
  await person.start(message);

  return new Promise<OnboardingStatus>((resolve, reject) => {
    const patience = setTimeout(
      () => finish(() => reject(new Error('Nothing happened for two minutes.'))),
      120_000,
    );
    const stop = person.watch((event) => {
      patience.refresh();
      shown.sequence = event.sequence;
      console.log(describe(event));
      const settled =
        event.sequence > before && (atRest.includes(event.status) || event.reason === 'PICTURE_MISSING');
      // The agent's last words come after the last step: wait a moment for them.
      if (settled) setTimeout(() => finish(() => resolve(event.status)), 1500);
    }, shown.sequence);
    const finish = (settle: () => void) => {
      clearTimeout(patience);
      stop();
      settle();
    };
  });
};

const main = async (): Promise<number> => {
  const options = readOptions();
  if (options.help) {
    console.log(help);
    return 0;
  }
  if (options.endpoint && !options['api-key']) throw new UsageError('--endpoint needs --api-key');
  const deployed = options.endpoint
    ? { graphQLUrl: options.endpoint, apiKey: options['api-key'] ?? '', region: options.region }
    : undefined;
  const running = deployed ?? runningStack(options.state);
  const { api, stop } = running ? { api: running, stop: () => undefined } : await startStack(options.state);
  try {
    console.log(`${colour('bold', 'Onboarding')} at ${api.graphQLUrl}, country ${options.country}`);
    const person = new Person(api, options.country, options.language);
    const shown = { sequence: 0 };
    let status: OnboardingStatus = 'AWAITING_PICTURE';
    for (const image of options.images) {
      status = await onboard(person, image, options.message, shown);
      if (status !== 'NEW_PICTURE_REQUIRED' && status !== 'AWAITING_PICTURE') break;
    }
    const { message, nextStep, attemptsLeft } = await person.onboarding(shown.sequence);
    const rest = status === 'NEW_PICTURE_REQUIRED' ? ` (${nextStep}, ${attemptsLeft} attempts left)` : '';
    console.log(`\n${colour('bold', status)}${rest}: ${message}`);
    return exitCodes[status] ?? 1;
  } finally {
    stop();
  }
};

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const usage = error instanceof UsageError;
    const reason = error instanceof Refused ? `${error.reason}: ` : '';
    console.error(`${reason}${error instanceof Error ? error.message : String(error)}`);
    if (usage) console.error('Try npm run demo -- --help');
    process.exit(usage ? 64 : 1);
  },
);
