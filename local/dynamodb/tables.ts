import { isDeepStrictEqual } from 'node:util';
import type { PolicyStatement } from '../cloud';
import { resourcePolicyStatements } from '../iam/policy-document';
import type { PolicyDocument } from '../iam/policy-document';
import type { Resource, Stack } from '../template/stack';
import type { Engine } from './engine';

/** A table as the template describes it. */
export interface Table {
  name: string;
  arn: string;
  /** CreateTable's input. */
  definition: Definition;
  /** The attribute whose epoch seconds say when an item expires. */
  timeToLiveAttribute?: string;
  /** The statements of the table's own policy. */
  policy: PolicyStatement[];
}

type KeySchema = { AttributeName: string; KeyType: string }[];
interface Index {
  IndexName: string;
  KeySchema: KeySchema;
  Projection: { ProjectionType?: string; NonKeyAttributes?: string[] };
}

interface Definition {
  TableName: string;
  AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
  KeySchema: KeySchema;
  BillingMode: 'PAY_PER_REQUEST';
  GlobalSecondaryIndexes?: Index[];
  LocalSecondaryIndexes?: Index[];
}

/** CloudFormation's shape of AWS::DynamoDB::Table and AWS::DynamoDB::GlobalTable, as far as this room reads it. */
interface TableProperties extends Omit<Definition, 'TableName' | 'BillingMode'> {
  TimeToLiveSpecification?: { AttributeName?: string; Enabled: boolean };
  ResourcePolicy?: { PolicyDocument: PolicyDocument };
  /** Of a global table: its replicas, each with a policy of its own. */
  Replicas?: { Region: string; ResourcePolicy?: TableProperties['ResourcePolicy'] }[];
}

/** The template's tables by name. */
export function tablesOf(stack: Stack, region: string): Map<string, Table> {
  const resources = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'].flatMap((type) =>
    stack.ofType<TableProperties>(type),
  );
  return new Map(
    resources.map((resource) => {
      const table = tableOf(resource, stack.attribute(resource.logicalId, 'Arn'), region);
      return [table.name, table];
    }),
  );
}

function tableOf(
  { ref: name, logicalId, properties }: Resource<TableProperties>,
  arn: string,
  region: string,
): Table {
  const { TimeToLiveSpecification: timeToLive, Replicas: replicas = [] } = properties;
  const replica = replicas.find((candidate) => candidate.Region === region);
  const policies = [properties.ResourcePolicy, replica?.ResourcePolicy];
  return {
    name,
    arn,
    definition: {
      TableName: name,
      AttributeDefinitions: properties.AttributeDefinitions,
      KeySchema: properties.KeySchema,
      // Capacity is not simulated: nothing here is ever throttled.
      BillingMode: 'PAY_PER_REQUEST',
      ...indexes('GlobalSecondaryIndexes', properties.GlobalSecondaryIndexes),
      ...indexes('LocalSecondaryIndexes', properties.LocalSecondaryIndexes),
    },
    ...(timeToLive?.Enabled === true &&
      timeToLive.AttributeName !== undefined && { timeToLiveAttribute: timeToLive.AttributeName }),
    policy: policies.flatMap((policy) =>
      policy === undefined ? [] : resourcePolicyStatements(logicalId, policy.PolicyDocument),
    ),
  };
}

/** Only what CreateTable knows; CloudFormation's other settings of an index are about capacity and metrics. */
function indexes(
  kind: 'GlobalSecondaryIndexes' | 'LocalSecondaryIndexes',
  declared: Index[] = [],
): Partial<Definition> {
  if (declared.length === 0) return {};
  return {
    [kind]: declared.map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection })),
  };
}

/**
 * Makes a table ready: creates it if it is not there, and mends one whose creation was cut off.
 * @throws Error when it is there with other keys or indexes.
 */
export async function prepareTable(
  engine: Engine,
  { name, definition }: Table,
  folder: string,
): Promise<void> {
  if (!(await engine.table(name))) await engine.run('CreateTable', definition);
  const stored = await engine.table(name);
  if (!stored) throw new Error(`The table ${name} could not be created in ${folder}.`);
  if (!isDeepStrictEqual(shape(stored), shape(definition)))
    throw new Error(
      `The table ${name} in ${folder} has other keys or indexes than the template. ` +
        'Remove that folder, and with it every item, or go back to the earlier template.',
    );
  // A new table is active at once here; a process killed while creating it must not leave it CREATING for ever.
  await engine.putTable({
    ...stored,
    TableStatus: 'ACTIVE',
    ...(stored.GlobalSecondaryIndexes && {
      GlobalSecondaryIndexes: stored.GlobalSecondaryIndexes.map((index) => ({
        ...index,
        IndexStatus: 'ACTIVE',
      })),
    }),
  });
}

/** What cannot change without making the table anew, in an order of its own. */
function shape({
  AttributeDefinitions: attributes,
  KeySchema: key,
  GlobalSecondaryIndexes: global = [],
  LocalSecondaryIndexes: local = [],
}: Pick<
  Definition,
  'AttributeDefinitions' | 'KeySchema' | 'GlobalSecondaryIndexes' | 'LocalSecondaryIndexes'
>): unknown {
  const keys = (schema: KeySchema) =>
    schema.map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`);
  const indexKeys = (indexes: Index[]) =>
    indexes
      .map(({ IndexName, KeySchema, Projection: { ProjectionType = 'ALL', NonKeyAttributes = [] } }) =>
        [IndexName, ...keys(KeySchema), ProjectionType, ...NonKeyAttributes.toSorted()].join(' '),
      )
      .toSorted();
  return {
    attributes: attributes
      .map(({ AttributeName, AttributeType }) => `${AttributeName} ${AttributeType}`)
      .toSorted(),
    key: keys(key),
    global: indexKeys(global),
    local: indexKeys(local),
  };
}
