import { AwsError } from '../../cloud';
import type { Caller, Cloud, LambdaService, ServiceCaller, SignedRequest } from '../../cloud';
import type { ApiModel } from '../api';
import { RequestRefusal } from '../errors';
import { isValidApiKey } from './api-keys';
import type { AuthorizationMode, AuthorizedCaller, Peer, RequestHeaders } from './caller';
import { LambdaAuthorizer } from './lambda-authorizer';

/** A request, or a real-time frame, that wants in. */
export interface Credentialed {
  requestId: string;
  traceId: string;
  /** Of the HTTP request, or of the `authorization` object of a frame; names in lower case. */
  headers: RequestHeaders;
  peer: Peer;
  queryString: string;
  operationName: string | undefined;
  variables: Record<string, unknown>;
  /** The request as it was signed, should it be signed. */
  signed: () => SignedRequest;
}

export type Authenticate = (request: Credentialed) => Promise<AuthorizedCaller>;

interface AuthenticateOptions {
  cloud: Cloud;
  api: ApiModel;
  lambda: LambdaService;
  service: ServiceCaller;
}

const notAuthorizedMessage = 'You are not authorized to make this call.';

function refused(message: string, decision: string): RequestRefusal {
  return new RequestRefusal('UnauthorizedException', message, 401, decision);
}

/**
 * Finds out who calls. The credentials choose the mode, as in AppSync: an API key, else a SigV4 signature, else a token
 * for the Lambda authorizer. Throws RequestRefusal.
 */
export function createAuthenticate({ cloud, api, lambda, service }: AuthenticateOptions): Authenticate {
  const modes = new Set(api.modes);
  const authorizer =
    api.lambdaAuthorizer &&
    new LambdaAuthorizer({ cloud, api, model: api.lambdaAuthorizer, lambda, service });

  return async (request) => {
    const apiKey = single(request.headers['x-api-key']);
    const authorization = single(request.headers['authorization']);
    if (apiKey !== undefined && modes.has('API_KEY')) {
      if (isValidApiKey(api.apiKeys, apiKey, cloud.now()))
        return { mode: 'API_KEY', name: 'API_KEY', identity: null };
      throw refused(notAuthorizedMessage, 'the API key is unknown or has expired');
    }
    if (authorization === undefined || authorization === '')
      throw refused(
        'Valid authorization header not provided.',
        'there is neither an API key nor an Authorization header',
      );
    if (authorization.startsWith('AWS4-HMAC-SHA256')) {
      if (!modes.has('AWS_IAM'))
        throw refused(notAuthorizedMessage, 'the API does not have the mode AWS_IAM');
      return iamCaller(request);
    }
    if (authorizer !== undefined) return authorizer.authorize(authorization, request);
    throw unsupportedToken(api.modes);
  };

  function iamCaller(request: Credentialed): AuthorizedCaller {
    let caller: Caller;
    try {
      caller = cloud.iam.authenticate(request.signed(), 'appsync');
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw new RequestRefusal(error.code, error.message, error.statusCode);
    }
    if (caller.kind === 'operator' && !isOfThisMachine(request.peer.origin))
      throw new RequestRefusal(
        'AccessDeniedException',
        "The operator's credentials are for this machine, not for the pages of other sites.",
        403,
      );
    const arn = caller.kind === 'service' ? caller.sourceArn : caller.arn;
    return {
      mode: 'AWS_IAM',
      name: arn,
      iamCaller: caller,
      identity: {
        accountId: cloud.accountId,
        cognitoIdentityPoolId: null,
        cognitoIdentityId: null,
        sourceIp: [request.peer.ip],
        // In AWS the part before the colon is the role's unique id.
        username: arn.split('/').slice(1).join(':'),
        userArn: arn,
        cognitoIdentityAuthType: null,
        cognitoIdentityAuthProvider: null,
      },
    };
  }
}

/** The operator's credentials are known to everybody, so the page of any site could sign with them. */
function isOfThisMachine(origin: string | undefined): boolean {
  return origin === undefined || /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(origin);
}

/** A token for which the API has no mode that runs here. */
function unsupportedToken(modes: readonly AuthorizationMode[]): RequestRefusal {
  const tokenModes = modes.filter(
    (mode) => mode === 'AMAZON_COGNITO_USER_POOLS' || mode === 'OPENID_CONNECT',
  );
  if (tokenModes.length > 0)
    return new RequestRefusal(
      'NotImplemented',
      `The mode ${tokenModes.join(' and ')} is not run on this machine.`,
      501,
    );
  return refused(notAuthorizedMessage, 'the API has no mode for this Authorization header');
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
