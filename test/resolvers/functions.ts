import * as v from 'valibot';
import type { AgentTurnInput, IdUpload, IdUploadInput } from '../../generated/types';
import { AgentTurnInputSchema, IdUploadInputSchema } from '../../generated/validators';
import { AwsError, type Cloud, type LambdaService } from '../../local/cloud';

/** What the functions behind the API were asked, and how they fail. */
export interface Functions {
  readonly uploads: IdUploadInput[];
  readonly turns: AgentTurnInput[];
  /** What goes on before Lambda answers an invocation of id_upload; what it throws is the answer. */
  onUpload: () => void;
  /** The same for onboarding_agent, where Lambda's answer is only that it has taken the event. */
  onTurn: (input: AgentTurnInput) => void | Promise<void>;
}

/** A token of the form that the API lets through to its authorizer, which takes the session out of the middle. */
export const tokenFor = (sessionId: string): string => `token.${sessionId}.unsigned`;

/** Throttled, as Lambda says it. */
export const throttled = (): never => {
  throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
};

/** The Lambda service with the functions that the API itself calls, in memory; who may call them is the template's word. */
export const lambdaRoom = (cloud: Cloud, functions: Functions): LambdaService => {
  const perform = async (functionName: string, payload: unknown): Promise<unknown> => {
    switch (functionName) {
      case 'session_authorizer': {
        const { authorizationToken } = v.parse(v.object({ authorizationToken: v.string() }), payload);
        const [, sessionId = ''] = authorizationToken.split('.');
        return { isAuthorized: true, resolverContext: { sessionId } };
      }
      case 'id_upload': {
        const input = v.parse(IdUploadInputSchema(), payload);
        functions.uploads.push(input);
        functions.onUpload();
        return {
          sessionId: input.sessionId,
          sessionToken: tokenFor(input.sessionId),
          url: `https://pictures.example/${input.sessionId}/${input.upload}`,
          method: 'PUT',
          headers: [{ name: 'content-type', value: input.picture.contentType }],
          expiresAt: input.sessionExpiresAt,
        } satisfies IdUpload;
      }
      case 'onboarding_agent': {
        const input = v.parse(AgentTurnInputSchema(), payload);
        functions.turns.push(input);
        await functions.onTurn(input);
        return null;
      }
      default:
        throw new AwsError('ResourceNotFoundException', `Function not found: ${functionName}`, 404);
    }
  };
  return {
    async invoke(caller, { functionName: arn, invocationType, payload }) {
      if (caller.kind === 'role')
        cloud.iam.authorize({ caller, action: 'lambda:InvokeFunction', resource: arn });
      const functionName = arn.split(':').at(-1) ?? '';
      const byEvent = invocationType === 'Event';
      // The agent takes longer than AppSync waits; everybody else's answer is needed.
      if (byEvent !== (functionName === 'onboarding_agent'))
        throw new Error(`${functionName} was invoked with ${invocationType}.`);
      const answer = await perform(functionName, JSON.parse(payload.toString('utf8')));
      return byEvent
        ? { statusCode: 202, payload: Buffer.alloc(0) }
        : { statusCode: 200, payload: Buffer.from(JSON.stringify(answer)) };
    },
  };
};
