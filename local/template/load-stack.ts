import type { Endpoints } from '../ports';
import { readAssembly } from './assembly';
import type { Assembly } from './assembly';
import { isObject, noValue, resolve, resolveCondition, TemplateError } from './intrinsics';
import type { Json, Resolved, Scope } from './intrinsics';
import { ignoredTypes, resourceTypes } from './resource-types';
import type { Declared } from './resource-types';
import { resolveSecretReferences } from './secret-references';
import type { Resource, Stack } from './stack';

export interface LoadOptions {
  /** The cloud assembly, e.g. `cdk.out`. */
  assembly: string;
  endpoints: Endpoints;
  /** Needed when the assembly holds several stacks. */
  stackName?: string;
  /** Defaults to the stack's own region, or eu-central-1. */
  region?: string;
  /** Defaults to the stack's own account, or 000000000000. */
  accountId?: string;
  /** Values for the template's parameters, in place of their defaults. */
  parameters?: Readonly<Record<string, string>>;
  /** The value of a secret, for `{{resolve:secretsmanager:…}}`. */
  secretString?: (secret: Resource) => string;
}

export interface LoadedStack extends Stack {
  readonly region: string;
  readonly accountId: string;
  /** Resources that exist in the template and do nothing on this machine. */
  readonly notRun: readonly { logicalId: string; type: string }[];
  /** Outputs that speak of such resources, with the reason; they are not in `outputs`. */
  readonly unknownOutputs: Readonly<Record<string, string>>;
}

/**
 * The stack of a cloud assembly, resolved against this machine. Properties are resolved when they are first read, so
 * what a template says of resources that do not run here does no harm until something that runs refers to it; then a
 * TemplateError names the resource, its type and the attribute.
 */
export function loadStack(options: LoadOptions): LoadedStack {
  const assembly = readAssembly(options.assembly, options.stackName);
  return new TemplateStack(assembly, options);
}

class TemplateStack implements LoadedStack {
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  readonly resources: ReadonlyMap<string, Resource>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly unknownOutputs: Readonly<Record<string, string>>;
  readonly notRun: readonly { logicalId: string; type: string }[];

  readonly #assembly: Assembly;
  readonly #options: LoadOptions;
  readonly #scope: Scope;
  readonly #conditions = new Map<string, boolean>();
  readonly #declared = new Map<string, DeclaredResource>();
  /** What is being worked out now, to see circles. */
  readonly #open: string[] = [];

  constructor(assembly: Assembly, options: LoadOptions) {
    this.name = assembly.stackName;
    this.region = options.region ?? assembly.environment.region ?? 'eu-central-1';
    this.accountId = options.accountId ?? assembly.environment.accountId ?? '000000000000';
    this.#assembly = assembly;
    this.#options = options;
    this.#scope = {
      ref: (name) => this.#ref(name),
      attribute: (logicalId, name) => this.attribute(logicalId, name),
      condition: (name) => this.#condition(name),
      mapping: (map, top, second) => this.#mapping(map, top, second),
    };
    if (assembly.template['Transform'] !== undefined)
      throw new TemplateError('The template has a Transform: macros are not run on this machine.');
    this.resources = this.#declareResources();
    this.notRun = [...this.resources.values()]
      .filter((resource) => resourceTypes[resource.type]?.runs !== true)
      .map(({ logicalId, type }) => ({ logicalId, type }));
    [this.outputs, this.unknownOutputs] = this.#resolveOutputs();
  }

  ofType<P>(type: string): Resource<P>[] {
    const found = [...this.resources.values()].filter((resource) => resource.type === type);
    // The shape of a type's properties is CloudFormation's word, which CDK checked when it wrote the template.
    return found as Resource<unknown>[] as Resource<P>[];
  }

  attribute(logicalId: string, name: string): string {
    const resource = this.#resource(logicalId, `attribute ${name}`);
    const type = resourceTypes[resource.type];
    const attribute =
      type !== undefined && Object.hasOwn(type.attributes, name) ? type.attributes[name] : undefined;
    if (attribute === undefined) {
      const reason = type === undefined ? 'resources of this type are not run' : 'the attribute is not known';
      throw new TemplateError(
        `${logicalId} (${resource.type}): attribute ${name}: ${reason} on this machine.`,
      );
    }
    return this.#once(`${logicalId}.${name}`, () => attribute(resource));
  }

  asset(s3Key: string): string {
    const found = this.#assembly.assets.get(s3Key);
    if (found === undefined) throw new TemplateError(`The cloud assembly has no file asset ${s3Key}.`);
    return found;
  }

  #declareResources(): Map<string, Resource> {
    for (const [logicalId, declaration] of Object.entries(this.#section('Resources'))) {
      if (!isObject(declaration) || typeof declaration['Type'] !== 'string')
        throw new TemplateError(`Resources.${logicalId} has no Type.`);
      const { Type: type, Condition: condition, Properties: properties } = declaration;
      if (ignoredTypes.has(type)) continue;
      if (typeof condition === 'string' && !this.#condition(condition)) continue;
      const raw = isObject(properties) ? properties : {};
      const declared = new DeclaredResource(this, this.#options.endpoints, logicalId, type, raw, {
        ref: (name) => this.#ref(name),
        resolve: (value, place) => this.#resolve(value, place),
      });
      this.#declared.set(logicalId, declared);
    }
    return this.#declared;
  }

  #resolveOutputs(): [Record<string, string>, Record<string, string>] {
    const outputs: Record<string, string> = {};
    const unknown: Record<string, string> = {};
    for (const [name, declaration] of Object.entries(this.#section('Outputs'))) {
      if (!isObject(declaration) || declaration['Value'] === undefined)
        throw new TemplateError(`Outputs.${name} has no Value.`);
      const condition = declaration['Condition'];
      if (typeof condition === 'string' && !this.#condition(condition)) continue;
      try {
        outputs[name] = String(this.#resolve(declaration['Value'], `Outputs.${name}`));
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        unknown[name] = error.message;
      }
    }
    return [outputs, unknown];
  }

  #resolve(value: Json, place: string): Json | undefined {
    const resolved = resolve(value, this.#scope, place);
    if (resolved === noValue) return undefined;
    return resolveSecretReferences(resolved, (id) => this.#secretString(id, place), place);
  }

  #secretString(id: string, place: string): string {
    const secret = this.ofType<Record<string, unknown>>('AWS::SecretsManager::Secret').find(
      (candidate) => candidate.ref === id || candidate.properties['Name'] === id,
    );
    if (secret === undefined || this.#options.secretString === undefined)
      throw new TemplateError(`${place} refers to the secret ${id}, which is not in this template.`);
    return this.#options.secretString(secret);
  }

  #ref(name: string): Resolved {
    switch (name) {
      case 'AWS::AccountId':
        return this.accountId;
      case 'AWS::Region':
        return this.region;
      case 'AWS::Partition':
        return 'aws';
      case 'AWS::URLSuffix':
        return 'amazonaws.com';
      case 'AWS::StackName':
        return this.name;
      case 'AWS::StackId':
        return `arn:aws:cloudformation:${this.region}:${this.accountId}:stack/${this.name}/00000000-0000-0000-0000-000000000000`;
      case 'AWS::NotificationARNs':
        return [];
      case 'AWS::NoValue':
        return noValue;
    }
    const parameter = this.#section('Parameters')[name];
    if (parameter !== undefined) return this.#parameter(name, parameter);
    const resource = this.#resource(name, 'Ref');
    const type = resourceTypes[resource.type];
    if (type === undefined)
      throw new TemplateError(
        `${name} (${resource.type}): Ref: resources of this type are not run on this machine.`,
      );
    return this.#once(name, () => type.ref(resource));
  }

  #parameter(name: string, declaration: Json): Json {
    const given = this.#options.parameters?.[name];
    const type = isObject(declaration) ? String(declaration['Type']) : '';
    const value = given ?? (isObject(declaration) ? declaration['Default'] : undefined);
    if (given === undefined && type.startsWith('AWS::SSM::'))
      throw new TemplateError(`Parameter ${name} is read from SSM, which is not run here: give it a value.`);
    if (value === undefined) throw new TemplateError(`Parameter ${name} has no default: give it a value.`);
    const isList = type === 'CommaDelimitedList' || type.startsWith('List<');
    return isList
      ? String(value)
          .split(',')
          .map((item) => item.trim())
      : value;
  }

  #condition(name: string): boolean {
    const known = this.#conditions.get(name);
    if (known !== undefined) return known;
    const declaration = this.#section('Conditions')[name];
    if (declaration === undefined) throw new TemplateError(`The template has no condition ${name}.`);
    const holds = this.#once(`Conditions.${name}`, () =>
      resolveCondition(declaration, this.#scope, `Conditions.${name}`),
    );
    this.#conditions.set(name, holds);
    return holds;
  }

  #mapping(map: string, top: string, second: string): Json | undefined {
    const first = this.#section('Mappings')[map];
    const inner = isObject(first) ? first[top] : undefined;
    return isObject(inner) ? inner[second] : undefined;
  }

  #section(name: string): { [key: string]: Json } {
    const section = this.#assembly.template[name];
    return isObject(section) ? section : {};
  }

  #resource(logicalId: string, wanted: string): DeclaredResource {
    const resource = this.#declared.get(logicalId);
    if (resource === undefined)
      throw new TemplateError(`${wanted} of ${logicalId}: the template has no such resource or parameter.`);
    return resource;
  }

  #once<T>(what: string, work: () => T): T {
    if (this.#open.includes(what))
      throw new TemplateError(`The template goes round in a circle: ${[...this.#open, what].join(' → ')}.`);
    this.#open.push(what);
    try {
      return work();
    } finally {
      this.#open.pop();
    }
  }
}

interface Resolver {
  ref(name: string): Resolved;
  resolve(value: Json, place: string): Json | undefined;
}

class DeclaredResource implements Resource, Declared {
  readonly stackName: string;
  readonly region: string;
  readonly accountId: string;
  #properties: Record<string, unknown> | undefined;
  readonly #single = new Map<string, Json | undefined>();

  constructor(
    stack: { name: string; region: string; accountId: string },
    readonly endpoints: Endpoints,
    readonly logicalId: string,
    readonly type: string,
    private readonly raw: { [key: string]: Json },
    private readonly resolver: Resolver,
  ) {
    this.stackName = stack.name;
    this.region = stack.region;
    this.accountId = stack.accountId;
  }

  get properties(): Record<string, unknown> {
    if (this.#properties === undefined) {
      const resolved = this.resolver.resolve(this.raw, `Resources.${this.logicalId}.Properties`);
      this.#properties = isObject(resolved) ? resolved : {};
    }
    return this.#properties;
  }

  get ref(): string {
    return String(this.resolver.ref(this.logicalId));
  }

  property(name: string): Json | undefined {
    const raw = this.raw[name];
    if (raw === undefined) return undefined;
    if (!this.#single.has(name))
      this.#single.set(name, this.resolver.resolve(raw, `Resources.${this.logicalId}.Properties.${name}`));
    return this.#single.get(name);
  }
}
