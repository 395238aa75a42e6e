import type { Resource, Stack } from '../template/stack';

/** An agent of the template with its aliases. */
export interface Agent {
  id: string;
  name: string;
  arn: string;
  roleArn: string;
  /** What the agent's role must be allowed before the agent can think: actions on model and guardrail. */
  needs: { actions: string[]; streamingActions: string[]; resource: string }[];
  /** Seconds after which a session is forgotten. */
  idleSessionTtl: number;
  /** By alias id; `TSTALIASID` is the draft, which every agent has. */
  aliases: ReadonlyMap<string, Alias>;
  /** The tools of all action groups, by function name. */
  functions: ReadonlyMap<string, AgentFunction>;
}

export interface Alias {
  id: string;
  version: string;
}

/** A function of an action group that a Lambda carries out. */
export interface AgentFunction {
  name: string;
  actionGroup: string;
  lambdaArn: string;
  parameters: { name: string; type: string; required: boolean }[];
}

/** CloudFormation's shape of AWS::Bedrock::Agent, as far as this room reads it. */
interface AgentProperties {
  AgentName: string;
  AgentResourceRoleArn?: string;
  FoundationModel?: string;
  AutoPrepare?: boolean;
  IdleSessionTTLInSeconds?: number;
  GuardrailConfiguration?: { GuardrailIdentifier?: string };
  ActionGroups?: ActionGroup[];
  AgentCollaboration?: string;
  AgentCollaborators?: unknown[];
  KnowledgeBases?: unknown[];
  OrchestrationType?: string;
}

interface ActionGroup {
  ActionGroupName: string;
  ActionGroupState?: string;
  /** `AMAZON.UserInput`: the agent may ask the user back, which needs nothing of us. */
  ParentActionGroupSignature?: string;
  ActionGroupExecutor?: { Lambda?: string; CustomControl?: string };
  ApiSchema?: unknown;
  FunctionSchema?: {
    Functions: {
      Name: string;
      RequireConfirmation?: string;
      Parameters?: Record<string, { Type: string; Required?: boolean }>;
    }[];
  };
}

const draft: Alias = { id: 'TSTALIASID', version: 'DRAFT' };
/** Seconds; Bedrock's default. */
const defaultIdleTtl = 600;

/**
 * The template's agents by id.
 * @throws Error when an agent asks for what is not built, or could not be deployed.
 */
export function agentsOf(stack: Stack, region: string, accountId: string): Map<string, Agent> {
  const aliases = stack.ofType<{ AgentId: string }>('AWS::Bedrock::AgentAlias');
  return new Map(
    stack.ofType<AgentProperties>('AWS::Bedrock::Agent').map((resource) => {
      const { logicalId, properties } = resource;
      refuseNotBuilt(resource);
      const id = stack.attribute(logicalId, 'AgentId');
      const own = aliases.filter((alias) => alias.properties.AgentId === id);
      // Each alias of a template points to the version that was made for it.
      const made = own.map((alias, index): [string, Alias] => {
        const aliasId = stack.attribute(alias.logicalId, 'AgentAliasId');
        return [aliasId, { id: aliasId, version: String(index + 1) }];
      });
      const agent: Agent = {
        id,
        name: properties.AgentName,
        arn: stack.attribute(logicalId, 'AgentArn'),
        roleArn: properties.AgentResourceRoleArn ?? '',
        needs: needsOf(properties, region, accountId),
        idleSessionTtl: properties.IdleSessionTTLInSeconds ?? defaultIdleTtl,
        aliases: new Map([[draft.id, draft], ...made]),
        functions: functionsOf(properties.ActionGroups ?? []),
      };
      return [id, agent];
    }),
  );
}

function refuseNotBuilt({ logicalId, properties }: Resource<AgentProperties>): void {
  const fault = (message: string) => new Error(`The agent ${logicalId} ${message}`);
  if (properties.AgentResourceRoleArn === undefined) throw fault('has no AgentResourceRoleArn.');
  if (properties.FoundationModel === undefined) throw fault('has no FoundationModel.');
  if (properties.AutoPrepare !== true)
    throw fault('is never prepared, and an alias of it could not be deployed: set AutoPrepare to true.');
  const asked = [
    (properties.AgentCollaborators?.length ?? 0) > 0 && 'AgentCollaborators',
    (properties.KnowledgeBases?.length ?? 0) > 0 && 'KnowledgeBases',
    (properties.OrchestrationType ?? 'DEFAULT') !== 'DEFAULT' && 'OrchestrationType',
    ...enabled(properties.ActionGroups ?? []).flatMap((group) => [
      group.ApiSchema !== undefined && 'ApiSchema (describe the functions instead)',
      group.ActionGroupExecutor?.CustomControl !== undefined && 'CustomControl',
      group.FunctionSchema?.Functions.some(({ RequireConfirmation }) => RequireConfirmation === 'ENABLED') &&
        'RequireConfirmation',
    ]),
  ].filter((name) => typeof name === 'string');
  if (asked.length > 0)
    throw fault(`asks for ${asked.join(', ')}, which the local Bedrock does not implement.`);
}

function enabled(groups: ActionGroup[]): ActionGroup[] {
  return groups.filter(
    (group) => group.ActionGroupState !== 'DISABLED' && group.ParentActionGroupSignature === undefined,
  );
}

function functionsOf(groups: ActionGroup[]): Map<string, AgentFunction> {
  const functions = enabled(groups).flatMap((group) =>
    (group.FunctionSchema?.Functions ?? []).map(
      ({ Name: name, Parameters: parameters = {} }): [string, AgentFunction] => [
        name,
        {
          name,
          actionGroup: group.ActionGroupName,
          lambdaArn: group.ActionGroupExecutor?.Lambda ?? '',
          parameters: Object.entries(parameters).map(
            ([parameter, { Type: type, Required: required = false }]) => ({
              name: parameter,
              type,
              required,
            }),
          ),
        },
      ],
    ),
  );
  return new Map(functions);
}

function needsOf(
  { FoundationModel: model = '', GuardrailConfiguration: guardrail }: AgentProperties,
  region: string,
  accountId: string,
): Agent['needs'] {
  const guardrailId = guardrail?.GuardrailIdentifier;
  const guardrailArn = guardrailId?.startsWith('arn:')
    ? guardrailId
    : `arn:aws:bedrock:${region}:${accountId}:guardrail/${guardrailId}`;
  return [
    {
      actions: ['bedrock:InvokeModel'],
      streamingActions: ['bedrock:InvokeModelWithResponseStream'],
      resource: modelArn(model, region, accountId),
    },
    ...(guardrailId === undefined
      ? []
      : [{ actions: ['bedrock:ApplyGuardrail'], streamingActions: [], resource: guardrailArn }]),
  ];
}

/** An inference profile (`eu.…`) is the account's; a model belongs to nobody. */
function modelArn(model: string, region: string, accountId: string): string {
  if (model.startsWith('arn:')) return model;
  return /^(us|us-gov|eu|apac|jp|au|ca|global)\./.test(model)
    ? `arn:aws:bedrock:${region}:${accountId}:inference-profile/${model}`
    : `arn:aws:bedrock:${region}::foundation-model/${model}`;
}
