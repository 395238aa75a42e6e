import type { Caller, PolicyStatement } from '../cloud';
import { asList, conditionsHold, PolicyError } from './conditions';
import { substituteVariables } from './policy-variables';
import type { RequestContext } from './policy-variables';
import { matchesArn, matchesWildcard } from './wildcards';

/** A statement and the name by which a person finds it again: policy, then Sid or number. */
export interface NamedStatement {
  name: string;
  statement: PolicyStatement;
}

export interface Evaluation {
  caller: Caller;
  action: string;
  resource: string;
  context: RequestContext;
  /** Policies of the caller's role; empty for a service. */
  identity: readonly NamedStatement[];
  /** Policy of the resource that is touched. */
  resourcePolicy: readonly NamedStatement[];
}

export type Decision =
  | { allowed: true; statement: string }
  | { allowed: false; because: 'explicit-deny'; policy: PolicyKind; statement: string }
  | { allowed: false; because: 'no-allow' };

export type PolicyKind = 'identity-based' | 'resource-based';

/**
 * The evaluation logic within one account (IAM user guide, "Policy evaluation logic"): an explicit deny of either side
 * wins, then an allow of either side suffices. A resource policy that names the account hands the decision to the
 * identity's policies, so it allows nothing by itself. Throws PolicyError for what it cannot judge.
 */
export function evaluate(request: Evaluation): Decision {
  const sides: [PolicyKind, readonly NamedStatement[], (statement: PolicyStatement) => PrincipalMatch][] = [
    ['identity-based', request.identity, () => 'caller'],
    ['resource-based', request.resourcePolicy, (statement) => matchPrincipal(statement, request.caller)],
  ];
  let allowedBy: string | undefined;
  for (const [policy, statements, principal] of sides) {
    for (const { name, statement } of statements) {
      const match = principal(statement);
      if (match === 'none' || !applies(statement, request)) continue;
      if (statement.Effect === 'Deny')
        return { allowed: false, because: 'explicit-deny', policy, statement: name };
      if (match === 'caller') allowedBy ??= name;
    }
  }
  return allowedBy === undefined
    ? { allowed: false, because: 'no-allow' }
    : { allowed: true, statement: allowedBy };
}

/** Whether a statement speaks of this action, on this resource, under these conditions. */
function applies(statement: PolicyStatement, { action, resource, context }: Evaluation): boolean {
  const actionFits = (pattern: string) => matchesWildcard(pattern, action, true);
  const resourceFits = (raw: string) => {
    const pattern = substituteVariables(raw, context);
    return pattern !== undefined && matchesArn(pattern, resource);
  };
  const speaksOfAction =
    statement.Action !== undefined
      ? asList(statement.Action).some(actionFits)
      : !asList(statement.NotAction).some(actionFits);
  if (!speaksOfAction) return false;
  const speaksOfResource =
    statement.Resource !== undefined
      ? asList(statement.Resource).some(resourceFits)
      : statement.NotResource === undefined || !asList(statement.NotResource).some(resourceFits);
  return speaksOfResource && conditionsHold(statement.Condition ?? {}, context);
}

/** `account` means that the caller is in it only as one of the account. */
type PrincipalMatch = 'caller' | 'account' | 'none';

function matchPrincipal(statement: PolicyStatement, caller: Caller): PrincipalMatch {
  if (statement.NotPrincipal !== undefined)
    throw new PolicyError('NotPrincipal is not evaluated on this machine');
  const principal = statement.Principal;
  if (principal === undefined) return 'none';
  if (principal === '*') return 'caller';
  const aws = asList(principal['AWS']);
  if (aws.includes('*')) return 'caller';
  switch (caller.kind) {
    case 'service':
      return asList(principal['Service']).includes(caller.principal) ? 'caller' : 'none';
    case 'role': {
      if (aws.includes(caller.roleArn) || aws.includes(caller.arn)) return 'caller';
      const accountId = caller.roleArn.split(':')[4] ?? '';
      return aws.includes(accountId) || aws.includes(`arn:aws:iam::${accountId}:root`) ? 'account' : 'none';
    }
    case 'operator':
      return 'none';
  }
}
