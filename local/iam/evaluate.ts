import type { Caller, PolicyStatement } from '../cloud';
import { asList, conditionsHold } from './conditions';
import { PolicyError } from './policy-error';
import { substituteVariables } from './policy-variables';
import { grantee } from './principals';
import type { Grantee } from './principals';
import type { RequestContext } from './request-context';
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
  /** The role's permissions boundary; undefined for a role without one, and for a service. */
  boundary: readonly NamedStatement[] | undefined;
  /** Policy of the resource that is touched. */
  resourcePolicy: readonly NamedStatement[];
}

export type Decision =
  | { allowed: true; statement: string }
  | { allowed: false; because: 'explicit-deny'; policy: PolicyKind; statement: string }
  /** `policy` is the one that had to allow; `doubt` says what of an Allow could not be judged. */
  | { allowed: false; because: 'no-allow'; policy: PolicyKind; doubt?: string }
  /** A Deny that could not be judged. */
  | { allowed: false; because: 'doubt'; statement: string; doubt: string };

export type PolicyKind = 'identity-based' | 'resource-based' | 'permissions boundary';

/**
 * The evaluation logic within one account (IAM user guide, "Policy evaluation logic"): an explicit deny of any policy
 * wins, then an allow of the identity's or the resource's suffices, within the role's permissions boundary. A resource
 * policy that names the account hands the decision to the identity's policies, so it allows nothing by itself; one that
 * names the very session is not held to the boundary (user guide, "Permissions boundaries").
 */
export function evaluate(request: Evaluation): Decision {
  const { caller, identity, boundary, resourcePolicy } = request;
  const findings = [
    ...findingsIn('identity-based', identity, request, () => 'role'),
    ...findingsIn('permissions boundary', boundary ?? [], request, () => 'role'),
    ...findingsIn('resource-based', resourcePolicy, request, (statement) =>
      grantee(statement, caller, boundary !== undefined),
    ),
  ];
  for (const { effect, policy, name, doubt } of findings) {
    if (effect !== 'Deny') continue;
    return doubt === undefined
      ? { allowed: false, because: 'explicit-deny', policy, statement: name }
      : { allowed: false, because: 'doubt', statement: name, doubt };
  }

  const allows = findings.filter(({ doubt, to }) => doubt === undefined && to !== 'account');
  const direct = allows.find(({ policy, to }) => policy === 'resource-based' && to === 'session');
  if (direct) return { allowed: true, statement: direct.name };
  const granted = allows.find(({ policy }) => policy !== 'permissions boundary');
  const within = boundary === undefined || allows.some(({ policy }) => policy === 'permissions boundary');
  if (granted && within) return { allowed: true, statement: granted.name };
  const policy = granted
    ? 'permissions boundary'
    : caller.kind === 'service'
      ? 'resource-based'
      : 'identity-based';
  const doubt = findings.find((finding) => finding.doubt !== undefined)?.doubt;
  return { allowed: false, because: 'no-allow', policy, ...(doubt !== undefined && { doubt }) };
}

/** A statement that speaks of the request, or that might. */
interface Finding {
  policy: PolicyKind;
  name: string;
  effect: 'Allow' | 'Deny';
  to: Grantee;
  doubt?: string;
}

function findingsIn(
  policy: PolicyKind,
  statements: readonly NamedStatement[],
  request: Evaluation,
  granteeOf: (statement: PolicyStatement) => Grantee | undefined,
): Finding[] {
  return statements.flatMap(({ name, statement }): Finding[] => {
    const effect = statement.Effect;
    try {
      const to = granteeOf(statement);
      return to !== undefined && applies(statement, request) ? [{ policy, name, effect, to }] : [];
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      return [{ policy, name, effect, to: 'role', doubt: error.message }];
    }
  });
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
