import type { Caller, PolicyStatement } from '../cloud';
import { asList } from './conditions';
import { PolicyError } from './policy-error';

/**
 * As whom a resource policy speaks of the caller: as that very session (or service), by its role (or everybody), or only
 * as one of its account.
 */
export type Grantee = 'session' | 'role' | 'account';

/**
 * Who of the caller a statement of a resource policy speaks of; undefined when it does not. Throws PolicyError for
 * NotPrincipal with Allow, which IAM does not support.
 * @param bounded the caller's role has a permissions boundary
 */
export function grantee(
  { Effect, Principal, NotPrincipal }: PolicyStatement,
  caller: Caller,
  bounded: boolean,
): Grantee | undefined {
  if (NotPrincipal !== undefined) {
    if (Effect === 'Allow') throw new PolicyError('NotPrincipal goes with Deny only');
    return isExcepted(NotPrincipal, caller, bounded) ? undefined : 'role';
  }
  if (Principal === undefined) return undefined;
  return named(Principal, caller);
}

function named(principal: NonNullable<PolicyStatement['Principal']>, caller: Caller): Grantee | undefined {
  if (principal === '*') return 'role';
  const aws = asList(principal['AWS']);
  switch (caller.kind) {
    case 'service':
      if (asList(principal['Service']).includes(caller.principal)) return 'session';
      return aws.includes('*') ? 'role' : undefined;
    case 'role':
      if (aws.includes(caller.arn)) return 'session';
      if (aws.includes('*') || aws.includes(caller.roleArn)) return 'role';
      return namesAccount(aws, caller.roleArn) ? 'account' : undefined;
    case 'operator':
      return undefined;
  }
}

/**
 * Whether NotPrincipal leaves the caller out. A role is left out only together with its account, and never when it has
 * a permissions boundary (IAM user guide, "NotPrincipal").
 */
function isExcepted(
  principal: NonNullable<PolicyStatement['NotPrincipal']>,
  caller: Caller,
  bounded: boolean,
): boolean {
  if (bounded) return false;
  if (caller.kind !== 'role') return named(principal, caller) !== undefined;
  if (principal === '*') return true;
  const aws = asList(principal['AWS']);
  return aws.includes('*') || (aws.includes(caller.roleArn) && namesAccount(aws, caller.roleArn));
}

function namesAccount(aws: readonly string[], roleArn: string): boolean {
  const accountId = roleArn.split(':')[4] ?? '';
  return aws.includes(accountId) || aws.includes(`arn:aws:iam::${accountId}:root`);
}
