import type { PolicyStatement } from '../cloud';
import { TemplateError } from '../template/intrinsics';
import { asList, checkOperators } from './conditions';
import { PolicyError } from './policy-error';
import { arnParts } from './wildcards';

/** A policy as it stands in a template, resolved. */
export interface PolicyDocument {
  /** `2008-10-17`, which is also what a policy without a version is in, or `2012-10-17`. */
  Version?: string;
  Statement: PolicyStatement | PolicyStatement[];
}

/**
 * The statements of a policy, in the language of `2012-10-17`. The older language has no policy variables: what looks
 * like one is plain text (IAM user guide, "Version").
 */
export function policyStatements({ Version, Statement }: PolicyDocument): PolicyStatement[] {
  const statements = [Statement].flat();
  return Version === '2012-10-17' ? statements : statements.map(withoutVariables);
}

/** The statements of a resource's own policy. Throws TemplateError for a policy that its service would not take. */
export function resourcePolicyStatements(owner: string, document: PolicyDocument): PolicyStatement[] {
  const statements = policyStatements(document);
  statements.forEach((statement, index) => {
    try {
      checkStatement(statement);
      checkPrincipals(statement);
    } catch (error) {
      if (!(error instanceof PolicyError)) throw error;
      const name = `The statement ${statement.Sid ?? index} of the policy of ${owner}`;
      throw new TemplateError(`${name} ${error.message}.`, { cause: error });
    }
  });
  return statements;
}

/** What every policy needs, whoever's it is. Throws PolicyError with the rest of a sentence about the statement. */
export function checkStatement(statement: PolicyStatement): void {
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny')
    throw new PolicyError('has an Effect that is neither Allow nor Deny');
  if ((statement.Action === undefined) === (statement.NotAction === undefined))
    throw new PolicyError('needs either Action or NotAction');
  for (const resource of asList(statement.Resource ?? statement.NotResource))
    if (resource !== '*' && arnParts(resource) === undefined)
      throw new PolicyError(`has the resource ${resource}, which is neither an ARN nor "*"`);
  checkOperators(statement.Condition ?? {});
}

function checkPrincipals(statement: PolicyStatement): void {
  if ((statement.Principal === undefined) === (statement.NotPrincipal === undefined))
    throw new PolicyError('needs either Principal or NotPrincipal');
  if (statement.NotPrincipal !== undefined && statement.Effect === 'Allow')
    throw new PolicyError('allows everybody but some: NotPrincipal goes with Deny only');
}

function withoutVariables(statement: PolicyStatement): PolicyStatement {
  const { Resource, NotResource, Condition } = statement;
  return {
    ...statement,
    ...(Resource !== undefined && { Resource: asList(Resource).map(literally) }),
    ...(NotResource !== undefined && { NotResource: asList(NotResource).map(literally) }),
    ...(Condition !== undefined && {
      Condition: mapValues(Condition, (keys) => mapValues(keys, (values) => asList(values).map(literally))),
    }),
  };
}

/** `${` as the newer language writes it to mean itself. */
function literally(text: string): string {
  return text.replaceAll('${', '${$}{');
}

function mapValues<From, To>(record: Record<string, From>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
