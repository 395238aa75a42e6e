import type { PolicyStatement } from '../cloud';
import type { Stack } from '../template/stack';

interface PermissionProperties {
  Action: string;
  FunctionName: string;
  Principal: string;
  SourceAccount?: string;
  SourceArn?: string;
  EventSourceToken?: string;
  FunctionUrlAuthType?: string;
  PrincipalOrgID?: string;
}

/** Every `AWS::Lambda::Permission` as the statement that Lambda writes into the resource policy of its function. */
export function readPermissions(
  stack: Stack,
  arnOfFunction: (nameOrArn: string) => string,
): PolicyStatement[] {
  return stack
    .ofType<PermissionProperties>('AWS::Lambda::Permission')
    .map(({ logicalId, properties: given }) => {
      const equals = {
        ...(given.SourceAccount === undefined ? {} : { 'AWS:SourceAccount': given.SourceAccount }),
        ...(given.EventSourceToken === undefined
          ? {}
          : { 'lambda:EventSourceToken': given.EventSourceToken }),
        ...(given.FunctionUrlAuthType === undefined
          ? {}
          : { 'lambda:FunctionUrlAuthType': given.FunctionUrlAuthType }),
        ...(given.PrincipalOrgID === undefined ? {} : { 'aws:PrincipalOrgID': given.PrincipalOrgID }),
      };
      return {
        Sid: logicalId,
        Effect: 'Allow',
        Principal: principalOf(given.Principal),
        Action: given.Action,
        Resource: arnOfFunction(given.FunctionName),
        Condition: {
          ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }),
          ...(given.SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': given.SourceArn } }),
        },
      };
    });
}

function principalOf(principal: string): NonNullable<PolicyStatement['Principal']> {
  if (principal === '*') return '*';
  return principal.endsWith('.amazonaws.com') ? { Service: principal } : { AWS: principal };
}
