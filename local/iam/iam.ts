import { randomBytes } from 'node:crypto';
import { AwsError } from '../cloud';
import type { AccessQuestion, Caller, Credentials, Iam, PolicyStatement, ServiceCaller } from '../cloud';
import type { Stack } from '../template/stack';
import { evaluate } from './evaluate';
import type { NamedStatement, PolicyKind } from './evaluate';
import { nameStatements, readRoles } from './roles';
import type { Role } from './roles';
import { verifySignature } from './signature';
import type { Session } from './signature';

type RoleCaller = Extract<Caller, { kind: 'role' }>;

export interface IamOptions {
  region: string;
  accountId: string;
  now: () => Date;
  /** What was handed out under an earlier template, and is good under this one. */
  issued?: IssuedCredentials;
}

/** The credentials that are in somebody's hands. */
export class IssuedCredentials {
  readonly byAccessKey = new Map<string, Session>();
  readonly byRoleSession = new Map<string, Credentials>();
}

/**
 * Credentials that everybody may know: they open a cloud that listens on this machine only, and being fixed they can
 * stand in a shell profile.
 */
export const operatorCredentials: Credentials = {
  accessKeyId: 'LOCALOPERATOR0000001',
  secretAccessKey: 'local-operator-secret-access-key',
  sessionToken: 'local-operator-session-token',
};

/** IAM and STS for the roles of `stack`. Throws TemplateError for a role that runs here and cannot be judged. */
export function createIam(
  stack: Stack,
  { region, accountId, now, issued = new IssuedCredentials() }: IamOptions,
): Iam {
  const roles = readRoles(stack);
  const { byAccessKey, byRoleSession } = issued;
  byAccessKey.set(operatorCredentials.accessKeyId, {
    credentials: operatorCredentials,
    caller: { kind: 'operator', arn: `arn:aws:iam::${accountId}:user/operator` },
    tokenOptional: true,
  });

  const usableRole = (roleArn: string, service: ServiceCaller | undefined): Role => {
    const role = roles.get(roleArn);
    if (role === undefined) throw new AwsError('NoSuchEntity', `The template has no role ${roleArn}.`, 404);
    if (role.unusable !== undefined) throw new AwsError('AccessDenied', role.unusable, 403);
    if (service !== undefined)
      assertTrusted(role, service, requestContext({ caller: service }, accountId, region, now));
    return role;
  };

  const assume = (roleArn: string, sessionName: string, service?: ServiceCaller): RoleCaller => {
    const role = usableRole(roleArn, service);
    const arn = `arn:aws:sts::${accountId}:assumed-role/${role.name}/${sessionName}`;
    return { kind: 'role', roleArn, arn };
  };

  return {
    operator: operatorCredentials,
    assume,

    credentialsFor(roleArn, sessionName = 'local', service) {
      const caller = assume(roleArn, sessionName, service);
      const known = byRoleSession.get(caller.arn);
      if (known !== undefined) return known;
      const credentials = newCredentials();
      byRoleSession.set(caller.arn, credentials);
      byAccessKey.set(credentials.accessKeyId, { credentials, caller, tokenOptional: false });
      return credentials;
    },

    authenticate(request, service) {
      return verifySignature(request, service, { region, now, session: (id) => byAccessKey.get(id) });
    },

    authorize(question) {
      const { caller, action, resource } = question;
      if (caller.kind === 'operator') return 'operator';
      const role = caller.kind === 'role' ? usableRole(caller.roleArn, undefined) : undefined;
      return decide({
        caller,
        action,
        resource,
        identity: role?.identity ?? [],
        boundary: role?.boundary,
        resourcePolicy: nameStatements('resource-policy', question.resourcePolicy ?? []),
        context: requestContext(question, accountId, region, now, role?.tags),
      });
    },
  };
}

/** Evaluates and words the refusal as AWS does. What cannot be judged is refused. */
function decide(request: Parameters<typeof evaluate>[0]): string {
  const { caller, action, resource } = request;
  const who = caller.kind === 'service' ? caller.principal : caller.arn;
  const refusal = (reason: string) =>
    new AwsError(
      'AccessDeniedException',
      `User: ${who} is not authorized to perform: ${action} on resource: ${resource} ${reason}`,
      403,
    );
  const decision = evaluate(request);
  if (decision.allowed) return decision.statement;
  switch (decision.because) {
    case 'explicit-deny':
      throw refusal(`with an explicit deny in ${withArticle(decision.policy)}`);
    case 'doubt':
      throw refusal(`because of ${decision.statement}, a deny that cannot be judged: ${decision.doubt}`);
    case 'no-allow': {
      const doubt = decision.doubt === undefined ? '' : ` (one might, but ${decision.doubt})`;
      throw refusal(`because no ${policyName(decision.policy)} allows the ${action} action${doubt}`);
    }
  }
}

function policyName(kind: PolicyKind): string {
  return kind === 'permissions boundary' ? kind : `${kind} policy`;
}

function withArticle(kind: PolicyKind): string {
  return `${kind === 'identity-based' ? 'an' : 'a'} ${policyName(kind)}`;
}

function assertTrusted(
  role: Role,
  service: ServiceCaller,
  context: ReadonlyMap<string, readonly string[]>,
): void {
  const trust: NamedStatement[] = role.trust.map(({ name, statement }) => ({
    name,
    statement: { ...statement, Resource: '*' } satisfies PolicyStatement,
  }));
  decide({
    caller: service,
    action: 'sts:AssumeRole',
    resource: role.arn,
    identity: [],
    boundary: undefined,
    resourcePolicy: trust,
    context,
  });
}

/** The global condition keys that every request has, then the request's own; by lower-case name. */
function requestContext(
  { caller, context = {} }: Pick<AccessQuestion, 'caller' | 'context'>,
  accountId: string,
  region: string,
  now: () => Date,
  principalTags: Readonly<Record<string, string>> = {},
): Map<string, string[]> {
  const time = now();
  const known: Record<string, string | string[]> = {
    'aws:CurrentTime': time.toISOString(),
    'aws:EpochTime': String(Math.floor(time.getTime() / 1000)),
    'aws:RequestedRegion': region,
    // The loopback interface stands for TLS: nothing on it crosses a wire.
    'aws:SecureTransport': 'true',
    'aws:PrincipalIsAWSService': String(caller.kind === 'service'),
    'aws:ViaAWSService': 'false',
    'aws:ResourceAccount': accountId,
    ...(caller.kind === 'service'
      ? {
          'aws:PrincipalServiceName': caller.principal,
          'aws:SourceArn': caller.sourceArn,
          'aws:SourceAccount': caller.sourceAccount,
        }
      : { 'aws:PrincipalAccount': accountId }),
    ...(caller.kind === 'role'
      ? { 'aws:PrincipalArn': caller.roleArn, 'aws:PrincipalType': 'AssumedRole' }
      : {}),
    ...Object.fromEntries(
      Object.entries(principalTags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]),
    ),
    ...context,
  };
  return new Map(
    Object.entries(known).map(([key, value]) => [key.toLowerCase(), Array.isArray(value) ? value : [value]]),
  );
}

function newCredentials(): Credentials {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const id = [...randomBytes(16)].map((byte) => alphabet[byte % 32]).join('');
  return {
    accessKeyId: `ASIA${id}`,
    secretAccessKey: randomBytes(30).toString('base64'),
    sessionToken: randomBytes(96).toString('base64'),
  };
}
