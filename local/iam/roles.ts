import type { PolicyStatement } from '../cloud';
import { TemplateError } from '../template/intrinsics';
import type { Stack } from '../template/stack';
import { awsManagedPolicies } from './aws-managed-policies';
import { asList } from './conditions';
import type { NamedStatement } from './evaluate';
import { checkStatement, policyStatements } from './policy-document';
import type { PolicyDocument } from './policy-document';
import { PolicyError } from './policy-error';

/** A role of the template with all that it may do. */
export interface Role {
  name: string;
  arn: string;
  identity: readonly NamedStatement[];
  trust: readonly NamedStatement[];
  /** What the role may do at most; undefined for no limit. */
  boundary: readonly NamedStatement[] | undefined;
  /** `aws:PrincipalTag/…` by name. */
  tags: Readonly<Record<string, string>>;
  /** Why nobody may be this role on this machine: a policy that it does not know. */
  unusable?: string;
}

interface RoleProperties {
  AssumeRolePolicyDocument: PolicyDocument;
  ManagedPolicyArns?: string[];
  PermissionsBoundary?: string;
  Tags?: { Key: string; Value: string }[];
  Policies?: { PolicyName: string; PolicyDocument: PolicyDocument }[];
}

interface PolicyProperties {
  PolicyName?: string;
  ManagedPolicyName?: string;
  PolicyDocument: PolicyDocument;
  Roles?: string[];
}

/** The services that run on this machine: a role that one of them assumes must be known in full. */
const servicesHere = new Set(['lambda.amazonaws.com', 'appsync.amazonaws.com', 'bedrock.amazonaws.com']);

/**
 * Every role of the template, by ARN, with its inline policies, `AWS::IAM::Policy`, managed policies of the template and
 * the known ones of AWS. Throws TemplateError for a role that runs here with a policy that cannot be evaluated; other
 * such roles are there but unusable.
 */
export function readRoles(stack: Stack): Map<string, Role> {
  const attached = [
    ...stack.ofType<PolicyProperties>('AWS::IAM::Policy'),
    ...stack.ofType<PolicyProperties>('AWS::IAM::ManagedPolicy'),
  ];
  const managed = new Map(
    stack.ofType<PolicyProperties>('AWS::IAM::ManagedPolicy').map((policy) => [policy.ref, policy]),
  );
  const managedStatements = (policyArn: string): NamedStatement[] => {
    const own = managed.get(policyArn);
    return own === undefined
      ? awsManagedStatements(policyArn)
      : identityStatements(nameOf(own), own.properties.PolicyDocument);
  };
  const roles = new Map<string, Role>();
  for (const resource of stack.ofType<RoleProperties>('AWS::IAM::Role')) {
    const { properties, logicalId, ref } = resource;
    const arn = stack.attribute(logicalId, 'Arn');
    const trust = statementsOf(logicalId, properties.AssumeRolePolicyDocument);
    const tags = Object.fromEntries((properties.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
    const role: Role = { name: ref, arn, trust, tags, identity: [], boundary: undefined };
    try {
      checkTrust(trust);
      const { Policies = [], ManagedPolicyArns = [], PermissionsBoundary: boundary } = properties;
      const attachedHere = attached.filter((policy) => policy.properties.Roles?.includes(ref));
      const identity = [
        ...Policies.flatMap((policy) => identityStatements(policy.PolicyName, policy.PolicyDocument)),
        ...attachedHere.flatMap((policy) =>
          identityStatements(nameOf(policy), policy.properties.PolicyDocument),
        ),
        ...ManagedPolicyArns.filter(
          (policyArn) => !attachedHere.some((policy) => policy === managed.get(policyArn)),
        ).flatMap(managedStatements),
      ];
      roles.set(arn, {
        ...role,
        identity,
        boundary: boundary === undefined ? undefined : managedStatements(boundary),
      });
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      const unusable = `The role ${logicalId} cannot be used: ${error.message}.`;
      if (trustedServices(trust).some((service) => servicesHere.has(service)))
        throw new TemplateError(unusable, { cause: error });
      roles.set(arn, { ...role, unusable });
    }
  }
  return roles;
}

/** Statements of a policy document, each named `<policy>#<Sid or number>`. */
export function statementsOf(policyName: string, document: PolicyDocument): NamedStatement[] {
  return nameStatements(policyName, policyStatements(document));
}

/** The same for statements that are already apart. */
export function nameStatements(policyName: string, statements: readonly PolicyStatement[]): NamedStatement[] {
  return statements.map((statement, index) => {
    return { name: `${policyName}#${statement.Sid ?? index}`, statement };
  });
}

function nameOf(policy: { logicalId: string; properties: PolicyProperties }): string {
  return policy.properties.PolicyName ?? policy.properties.ManagedPolicyName ?? policy.logicalId;
}

function awsManagedStatements(policyArn: string): NamedStatement[] {
  const [, name = ''] = /^arn:aws:iam::aws:policy\/(.+)$/.exec(policyArn) ?? [];
  const statements = Object.hasOwn(awsManagedPolicies, name) ? awsManagedPolicies[name] : undefined;
  if (statements === undefined)
    throw new PolicyError(
      `this machine does not know the managed policy ${policyArn}; write its statements into the role, ` +
        `or add it to local/iam/aws-managed-policies.ts`,
    );
  return nameStatements(name, statements);
}

/** What IAM would refuse when the policy is made, and what this machine cannot judge. */
function identityStatements(policyName: string, document: PolicyDocument): NamedStatement[] {
  const statements = statementsOf(policyName, document);
  for (const { name, statement } of statements) {
    const fault = (sentence: string) => new PolicyError(`${name} ${sentence}`);
    if ((statement.Resource === undefined) === (statement.NotResource === undefined))
      throw fault('needs either Resource or NotResource');
    if (statement.Principal !== undefined || statement.NotPrincipal !== undefined)
      throw fault('has a principal, which a policy of a role must not have');
    checkNamed(name, statement);
  }
  return statements;
}

/** The same for a trust policy, whose resource is the role itself. */
function checkTrust(trust: readonly NamedStatement[]): void {
  for (const { name, statement } of trust) {
    if (statement.Principal === undefined || statement.NotPrincipal !== undefined)
      throw new PolicyError(`${name} needs a Principal, and no NotPrincipal`);
    if (statement.Resource !== undefined || statement.NotResource !== undefined)
      throw new PolicyError(`${name} has a resource, which a trust policy must not have`);
    checkNamed(name, statement);
  }
}

function checkNamed(name: string, statement: PolicyStatement): void {
  try {
    checkStatement(statement);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    throw new PolicyError(`${name} ${error.message}`, { cause: error });
  }
}

function trustedServices(trust: readonly NamedStatement[]): string[] {
  return trust.flatMap(({ statement: { Principal: principal } }) =>
    principal === undefined || principal === '*' ? [] : asList(principal['Service']),
  );
}
