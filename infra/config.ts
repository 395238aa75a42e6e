/** What a deployment may choose, by `cdk.json` context or `--context name=value`. Defaults are safe ones. */
export interface Config {
  /** `sandbox` takes synthetic national IDs; `production` refuses them and keeps its data when the stack goes. */
  stage: 'sandbox' | 'production';
  /** Where the stack lives. Frankfurt by default: it has Bedrock Agents and Textract. */
  region: string;
  /** Who reads the pictures. */
  ocrEngine: 'embedded' | 'textract' | 'simulated';
  /** From this age, in full years, a person may become a customer online. */
  minimumAge: number;
  /** Domain of the e-mail addresses that customers are given. */
  emailDomain: string;
  /** Bedrock inference profile the agent thinks with. */
  agentModel: string;
  /** Origins that may upload pictures from a browser, comma-separated. */
  uploadOrigins: string[];
}

type ReadContext = (name: string) => unknown;

const text = (
  read: ReadContext,
  name: string,
  fallback: string,
  pattern: RegExp,
  example: string,
): string => {
  const value = read(name) ?? fallback;
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw new Error(
    `Context "${name}" is ${JSON.stringify(value)}; it must look like ${example}. Set it in cdk.json or with --context ${name}=${example}.`,
  );
};

const oneOf = <T extends string>(read: ReadContext, name: string, allowed: readonly [T, ...T[]]): T => {
  const value = read(name) ?? allowed[0];
  const found = allowed.find((candidate) => candidate === value);
  if (found) return found;
  throw new Error(
    `Context "${name}" is ${JSON.stringify(value)}; it must be one of ${allowed.join(', ')}. Set it in cdk.json or with --context ${name}=${allowed[0]}.`,
  );
};

/** `cdk.json` gives a number, `--context` a text. */
const whole = (
  read: ReadContext,
  name: string,
  fallback: number,
  { min, max, unit }: { min: number; max: number; unit: string },
): number => {
  const value = read(name) ?? fallback;
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && number >= min && number <= max) return number;
  throw new Error(
    `Context "${name}" is ${JSON.stringify(value)}; it must be a whole number of ${unit} from ${min} to ${max}. Set it in cdk.json or with --context ${name}=${fallback}.`,
  );
};

/** Reads and checks the context. Throws an error that names the setting, what it may be and how to set it. */
export const readConfig = (read: ReadContext): Config => ({
  stage: oneOf(read, 'stage', ['sandbox', 'production']),
  region: text(read, 'region', 'eu-central-1', /^[a-z]{2}-[a-z]+-\d$/, 'eu-central-1'),
  ocrEngine: oneOf(read, 'ocrEngine', ['embedded', 'textract', 'simulated']),
  // Bounds against slips of the keyboard; what the law and the bank ask for lies between them.
  minimumAge: whole(read, 'minimumAge', 18, { min: 13, max: 25, unit: 'years' }),
  emailDomain: text(
    read,
    'emailDomain',
    'customers.danskebank.example',
    /^[a-z0-9-]+(\.[a-z0-9-]+)+$/,
    'customers.example.com',
  ),
  agentModel: text(
    read,
    'agentModel',
    'eu.anthropic.claude-haiku-4-5-20251001-v1:0',
    /^[a-z]{2,6}\.[a-z0-9.-]+(:\d+)?$/,
    'eu.anthropic.claude-haiku-4-5-20251001-v1:0',
  ),
  uploadOrigins: text(
    read,
    'uploadOrigins',
    '*',
    /^(\*|https?:\/\/[^,\s]+(,https?:\/\/[^,\s]+)*)$/,
    'https://bank.example',
  ).split(','),
});
