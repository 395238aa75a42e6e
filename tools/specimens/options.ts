import { parseArgs } from 'node:util';
import type { Country } from '../../generated/types';
import { personWithNumber, type SyntheticPerson } from '../../identity/population';
import { conditionNames, type ConditionName } from './capture/conditions';
import { sideNames, type SideName } from './documents/page';
import { documentNames, isDrawn, type DocumentName } from './documents/specimen';

const countries = ['DK', 'SE', 'NO', 'FI'] as const satisfies readonly Country[];
const MAX_COUNT = 10_000;

export const usage = `Draws synthetic specimens of identity documents.

  npm run specimens                              draws the committed ones anew, into test/specimens
  npx tsx tools/specimens/draw.ts --out DIR …    draws a labelled folder of its own

Options
  --out DIR          folder for the pictures and manifest.json; must be new or empty
  --count N          how many pictures, 1 to ${MAX_COUNT} (default 20)
  --seed S           any text; the same seed draws the same folder (default 1)
  --country C        ${countries.join(' | ')} (default: all)
  --document D       ${documentNames.join(' | ')} (default: all that the country has)
  --number N         the synthetic person who has this national ID number, on every picture (with --country)
  --condition C      ${conditionNames.join(' | ')}
                     (default: all)
  --side S           identity cards: ${sideNames.join(' | ')} in the picture
                     (default: back; both for Finland, whose number is on the front)
  --help             this text
`;

/** What the command line asks for. */
export type DrawRequest =
  { readonly kind: 'help' } | { readonly kind: 'committed' } | ({ readonly kind: 'folder' } & FolderRequest);

/** A labelled folder of pictures. */
export interface FolderRequest {
  readonly out: string;
  readonly count: number;
  readonly seed: string;
  /** What is drawn: at least one. */
  readonly documents: readonly { readonly country: Country; readonly document: DocumentName }[];
  readonly conditions: readonly ConditionName[];
  readonly side?: SideName;
  /** Whose every document is; absent: each another person's. */
  readonly holder?: SyntheticPerson;
}

/** A command line that cannot be followed; the message names the option and what it takes. */
export class UsageError extends Error {}

/** Reads the command line (without node and script). Throws a UsageError. */
export function readOptions(args: readonly string[]): DrawRequest {
  const values = parse(args);
  if (values.help) return { kind: 'help' };
  const { out, ...others } = values;
  if (out === undefined) {
    const [stray] = Object.keys(others);
    if (stray === undefined) return { kind: 'committed' };
    throw new UsageError(`--${stray} needs --out DIR: the committed specimens are always the same.`);
  }
  if (out === '') throw new UsageError('--out takes the path of a folder.');

  const country = others.country === undefined ? undefined : oneOf('country', countries, others.country);
  const document =
    others.document === undefined ? undefined : oneOf('document', documentNames, others.document);
  const condition =
    others.condition === undefined ? undefined : oneOf('condition', conditionNames, others.condition);
  const side = others.side === undefined ? undefined : oneOf('side', sideNames, others.side);
  if (side !== undefined && document !== 'identity-card') {
    throw new UsageError(
      '--side is for --document identity-card: the other documents have one side that matters.',
    );
  }
  return {
    kind: 'folder',
    out,
    count: readCount(others.count ?? '20'),
    seed: others.seed ?? '1',
    documents: drawnDocuments(country, document),
    conditions: condition === undefined ? conditionNames : [condition],
    ...(side === undefined ? {} : { side }),
    ...(others.number === undefined ? {} : { holder: holderOf(country, others.number) }),
  };
}

interface OptionValues {
  out?: string;
  count?: string;
  seed?: string;
  country?: string;
  document?: string;
  condition?: string;
  side?: string;
  number?: string;
  help?: boolean;
}

function parse(args: readonly string[]): OptionValues {
  const text = { type: 'string' } as const;
  const options = {
    out: text,
    count: text,
    seed: text,
    country: text,
    document: text,
    condition: text,
    side: text,
    number: text,
    help: { type: 'boolean' },
  } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function oneOf<Name extends string>(option: string, names: readonly Name[], value: string): Name {
  const wanted = option === 'country' ? value.toUpperCase() : value;
  const name = names.find((candidate) => candidate === wanted);
  if (name === undefined) throw new UsageError(`--${option} takes ${names.join(', ')}; not "${value}".`);
  return name;
}

function holderOf(country: Country | undefined, number: string): SyntheticPerson {
  if (country === undefined) throw new UsageError('--number needs --country C: whose register has it.');
  const holder = personWithNumber(country, number);
  if (holder === undefined) {
    throw new UsageError(
      `--number takes a test number of ${country} or one of its synthetic people; docs/verification.md lists some.`,
    );
  }
  return holder;
}

function readCount(value: string): number {
  const count = /^\d+$/.test(value) ? Number(value) : 0;
  if (count < 1 || count > MAX_COUNT) {
    throw new UsageError(`--count takes a whole number from 1 to ${MAX_COUNT}; not "${value}".`);
  }
  return count;
}

function drawnDocuments(
  country: Country | undefined,
  document: DocumentName | undefined,
): FolderRequest['documents'] {
  const drawn = countries
    .filter((candidate) => country === undefined || candidate === country)
    .flatMap((of) => documentNames.map((name) => ({ country: of, document: name })))
    .filter((candidate) => document === undefined || candidate.document === document)
    .filter((candidate) => isDrawn(candidate.country, candidate.document));
  if (drawn.length === 0) {
    throw new UsageError(
      `--document identity-card is drawn for SE and FI only: Denmark has none, and Norway's is not verified.`,
    );
  }
  return drawn;
}
