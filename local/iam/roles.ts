import type { PolicyStatement } from '../cloud';
import { TemplateError } from '../template/intrinsics';
import type { Stack } from '../template/stack';
import { awsManagedPolicies } from './aws-managed-policies';
import { asList, checkOperators, PolicyError } from './conditions';
import type { NamedStatement } from './evaluate';
import { arnParts } from './wildcards';

/** A role of the template with all that it may do. */
export interface Role {
  name: string;
  arn: string;
  identity: readonly NamedStatement[];
  trust: readonly NamedStatement[];
  /** Why nobody may be this role on this machine: a policy that it does not know. */
  unusable?: string;
}

interface PolicyDocument {
  Statement: PolicyStatement | PolicyStatement[];
}

interface RoleProperties {
  AssumeRolePolicyDocument: PolicyDocument;
  ManagedPolicyArns?: string[];
  PermissionsBoundary?: string;
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
  const roles = new Map<string, Role>();
  for (const resource of stack.ofType<RoleProperties>('AWS::IAM::Role')) {
    const arn = stack.attribute(resource.logicalId, 'Arn');
    const trust = statementsOf(resource.logicalId, resource.properties.AssumeRolePolicyDocument);
    try {
      const identity = (resource.properties.Policies ?? []).flatMap((policy) =>
        identityStatements(policy.PolicyName, policy.PolicyDocument),
      );
      for (const policy of attached)
        if (policy.properties.Roles?.includes(resource.ref))
          identity.push(...identityStatements(nameOf(policy), policy.properties.PolicyDocument));
      for (const policyArn of resource.properties.ManagedPolicyArns ?? []) {
        const own = managed.get(policyArn);
        if (own === undefined) identity.push(...awsManagedStatements(policyArn));
        else if (!own.properties.Roles?.includes(resource.ref))
          identity.push(...identityStatements(nameOf(own), own.properties.PolicyDocument));
      }
      if (resource.properties.PermissionsBoundary !== undefined)
        throw new PolicyError('permissions boundaries are not evaluated on this machine');
      roles.set(arn, { name: resource.ref, arn, identity, trust });
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      const unusable = `The role ${resource.logicalId} cannot be used: ${error.message}.`;
      if (trustedServices(trust).some((service) => servicesHere.has(service)))
        throw new TemplateError(unusable, { cause: error });
      roles.set(arn, { name: resource.ref, arn, identity: [], trust, unusable });
    }
  }
  return roles;
}

/** Statements of a policy document, each named `<policy>#<Sid or number>`. */
export function statementsOf(policyName: string, document: PolicyDocument): NamedStatement[] {
  const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  return nameStatements(policyName, statements);
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
    if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny')
      throw fault('has an Effect that is neither Allow nor Deny');
    if ((statement.Action === undefined) === (statement.NotAction === undefined))
      throw fault('needs either Action or NotAction');
    if ((statement.Resource === undefined) === (statement.NotResource === undefined))
      throw fault('needs either Resource or NotResource');
    if (statement.Principal !== undefined || statement.NotPrincipal !== undefined)
      throw fault('has a principal, which a policy of a role must not have');
    for (const resource of asList(statement.Resource ?? statement.NotResource))
      if (resource !== '*' && arnParts(resource) === undefined)
        throw fault(`has the resource ${resource}, which is neither an ARN nor "*"`);
    checkOperators(statement.Condition ?? {});
  }
  return statements;
}

function trustedServices(trust: readonly NamedStatement[]): string[] {
  return trust.flatMap(({ statement: { Principal: principal } }) =>
    principal === undefined || principal === '*' ? [] : asList(principal['Service']),
  );
}
