import type { PolicyStatement } from '../../../local/cloud';
import type { Resource, Stack } from '../../../local/template/stack';

/** The stack without one of its permissions, or without one of the conditions that hold it. */
export interface Removal {
  /** What is missing, as a person would say it. */
  name: string;
  stack: Stack;
}

interface RoleProperties {
  AssumeRolePolicyDocument: { Statement: PolicyStatement[] };
  Policies: { PolicyName: string; PolicyDocument: { Statement: PolicyStatement[] } }[];
}
interface BucketPolicyProperties {
  PolicyDocument: { Statement: PolicyStatement[] };
}
interface PermissionProperties {
  SourceArn?: string;
  SourceAccount?: string;
}

/**
 * One stack for every action on every resource that a statement of a role or of the bucket speaks of, for every service
 * that a role or a function trusts, and for every condition on any of them.
 */
export const removalsOf = (stack: Stack): Removal[] => [
  ...stack.ofType<RoleProperties>('AWS::IAM::Role').flatMap((role) => {
    const { AssumeRolePolicyDocument: trust, Policies } = role.properties;
    return [
      ...lessOf(trust.Statement).map(({ name, statements }) => ({
        name: `${role.logicalId} trust: ${name}`,
        stack: replaced(stack, role, { AssumeRolePolicyDocument: { Statement: statements } }),
      })),
      ...Policies.flatMap((policy, index) =>
        lessOf(policy.PolicyDocument.Statement).map(({ name, statements }) => ({
          name: `${role.logicalId} ${policy.PolicyName}: ${name}`,
          stack: replaced(stack, role, {
            Policies: Policies.with(index, { ...policy, PolicyDocument: { Statement: statements } }),
          }),
        })),
      ),
    ];
  }),
  ...stack.ofType<BucketPolicyProperties>('AWS::S3::BucketPolicy').flatMap((policy) =>
    lessOf(policy.properties.PolicyDocument.Statement).map(({ name, statements }) => ({
      name: `${policy.logicalId}: ${name}`,
      stack: replaced(stack, policy, { PolicyDocument: { Statement: statements } }),
    })),
  ),
  ...stack.ofType<PermissionProperties>('AWS::Lambda::Permission').flatMap((permission) => [
    { name: permission.logicalId, stack: replaced(stack, permission, undefined) },
    ...(['SourceArn', 'SourceAccount'] as const)
      .filter((condition) => permission.properties[condition] !== undefined)
      .map((condition) => ({
        name: `${condition} of ${permission.logicalId}`,
        stack: replaced(stack, permission, { [condition]: undefined }),
      })),
  ]),
];

/** The statements with one thing less, in every way. */
const lessOf = (statements: PolicyStatement[]): { name: string; statements: PolicyStatement[] }[] =>
  statements.flatMap((statement, index) => {
    const parts = partsOf(statement);
    const conditions = Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
      Object.keys(keys).map((key) => ({ operator, key })),
    );
    return [
      ...parts.map((part, less) => ({
        name: `${part.Effect} ${String(part.Action)} on ${String(part.Resource ?? 'it')}`,
        statements: statements.toSpliced(index, 1, ...parts.toSpliced(less, 1)),
      })),
      ...conditions.map(({ operator, key }) => ({
        name: `${operator} ${key} of ${statement.Effect} ${String(statement.Action)}`,
        statements: statements.with(index, withoutCondition(statement, operator, key)),
      })),
    ];
  });

/** One statement for every action on every resource. */
const partsOf = (statement: PolicyStatement): PolicyStatement[] =>
  [statement.Action ?? []]
    .flat()
    .flatMap((Action) =>
      statement.Resource === undefined
        ? [{ ...statement, Action }]
        : [statement.Resource].flat().map((Resource) => ({ ...statement, Action, Resource })),
    );

const withoutCondition = (statement: PolicyStatement, operator: string, key: string): PolicyStatement => {
  const conditions = {
    ...statement.Condition,
    [operator]: without(statement.Condition?.[operator] ?? {}, key),
  };
  const empty = Object.keys(conditions[operator] ?? {}).length === 0;
  return { ...statement, Condition: empty ? without(conditions, operator) : conditions };
};

const without = <Value>(record: Record<string, Value>, name: string): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).filter(([other]) => other !== name));

/** The stack with other properties for one of its resources, or without the resource. */
const replaced = (
  stack: Stack,
  { logicalId, type }: Resource<object>,
  properties: object | undefined,
): Stack => ({
  ...stack,
  attribute: (id, name) => stack.attribute(id, name),
  ofType<P>(asked: string): Resource<P>[] {
    const found = stack.ofType<P>(asked);
    if (asked !== type) return found;
    return found.flatMap((resource) => {
      if (resource.logicalId !== logicalId) return [resource];
      return properties === undefined
        ? []
        : [{ ...resource, properties: { ...resource.properties, ...properties } }];
    });
  },
});
