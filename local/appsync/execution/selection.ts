import { isAbstractType, isObjectType, Kind, print } from 'graphql';
import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLOutputType,
  GraphQLSchema,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import { isObject } from '../json';

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** The selection set of a field, as `ctx.info` shows it. */
export interface SelectionInfo {
  selectionSetList: string[];
  selectionSetGraphQL: string;
}

interface KnownInfo {
  nodes: readonly FieldNode[];
  type: GraphQLOutputType;
  info: SelectionInfo;
}

/** By the first node of a field: the node of a fragment can stand beside other nodes elsewhere. */
const knownInfo = new WeakMap<FieldNode, KnownInfo>();

function isInfoOf(
  { nodes, type }: KnownInfo,
  others: readonly FieldNode[],
  other: GraphQLOutputType,
): boolean {
  return (
    type === other && nodes.length === others.length && nodes.every((node, index) => node === others[index])
  );
}

/**
 * `selectionSetList`: the response names below a field, parents joined by `/`, fields of other types than the field's
 * own left out. Computed for a document as it is written, so `@skip` and `@include` do not change it.
 */
export function selectionInfo(
  nodes: readonly FieldNode[],
  type: GraphQLOutputType,
  fragments: Fragments,
  schema: GraphQLSchema,
): SelectionInfo {
  const [first] = nodes;
  if (first === undefined) return { selectionSetList: [], selectionSetGraphQL: '' };
  const known = knownInfo.get(first);
  if (known !== undefined && isInfoOf(known, nodes, type)) return known.info;
  const list = new Set<string>();
  for (const { selectionSet } of nodes)
    if (selectionSet !== undefined) collect(selectionSet, named(type), '', list);
  const info = {
    selectionSetList: [...list],
    selectionSetGraphQL: nodes
      .map(({ selectionSet }) => (selectionSet === undefined ? '' : print(selectionSet)))
      .join('\n'),
  };
  knownInfo.set(first, { nodes, type, info });
  return info;

  function collect(
    { selections }: SelectionSetNode,
    typeName: string,
    prefix: string,
    into: Set<string>,
  ): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const path = prefix + responseKey(selection);
        into.add(path);
        if (selection.selectionSet === undefined) continue;
        collect(selection.selectionSet, fieldType(typeName, selection.name.value), `${path}/`, into);
      } else {
        const fragment = fragmentOf(selection, fragments);
        if (fragment === undefined || !applies(fragment.condition, typeName)) continue;
        collect(fragment.selectionSet, typeName, prefix, into);
      }
    }
  }

  function fieldType(typeName: string, fieldName: string): string {
    const parent = schema.getType(typeName);
    const fields =
      isObjectType(parent) || (isAbstractType(parent) && 'getFields' in parent) ? parent.getFields() : {};
    const field = Object.hasOwn(fields, fieldName) ? fields[fieldName] : undefined;
    return field === undefined ? '' : named(field.type);
  }

  /** A fragment on an interface or union that the type belongs to shows its fields too. */
  function applies(condition: string | undefined, typeName: string): boolean {
    if (condition === undefined || condition === typeName) return true;
    const [wide, narrow] = [schema.getType(condition), schema.getType(typeName)];
    return isAbstractType(wide) && isObjectType(narrow) && schema.isSubType(wide, narrow);
  }
}

function named(type: GraphQLOutputType): string {
  return String(type).replace(/[[\]!]/g, '');
}

export function responseKey(field: FieldNode): string {
  return field.alias?.value ?? field.name.value;
}

interface FragmentSelection {
  condition: string | undefined;
  selectionSet: SelectionSetNode;
}

function fragmentOf(
  selection: Exclude<SelectionNode, FieldNode>,
  fragments: Fragments,
): FragmentSelection | undefined {
  if (selection.kind === Kind.INLINE_FRAGMENT)
    return { condition: selection.typeCondition?.name.value, selectionSet: selection.selectionSet };
  const fragment = fragments.get(selection.name.value);
  return fragment && { condition: fragment.typeCondition.name.value, selectionSet: fragment.selectionSet };
}

/** Every field node of selection sets that are merged into one object, fragments opened. */
function fieldNodes(sets: readonly SelectionSetNode[], fragments: Fragments): FieldNode[] {
  return sets.flatMap(({ selections }) =>
    selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      const fragment = fragmentOf(selection, fragments);
      return fragment === undefined ? [] : fieldNodes([fragment.selectionSet], fragments);
    }),
  );
}

/**
 * Rebuilds `value`, which answers the selection of `fields`, with one member for each selected field. `from: 'response'`
 * reads response keys (aliases) and so turns a response into data by field name; `from: 'source'` reads field names and
 * so cuts data down to what was selected.
 */
export function bySelectedField(
  value: unknown,
  fields: readonly FieldNode[],
  fragments: Fragments,
  from: 'response' | 'source',
): unknown {
  if (Array.isArray(value)) return value.map((item) => bySelectedField(item, fields, fragments, from));
  const sets = fields.flatMap(({ selectionSet }) => (selectionSet === undefined ? [] : [selectionSet]));
  if (!isObject(value) || sets.length === 0) return value;
  const nodesByKey = new Map<string, FieldNode[]>();
  for (const node of fieldNodes(sets, fragments)) {
    const key = from === 'response' ? responseKey(node) : node.name.value;
    nodesByKey.set(key, [...(nodesByKey.get(key) ?? []), node]);
  }
  const rebuilt: Record<string, unknown> = {};
  for (const [key, nodes] of nodesByKey) {
    const name = nodes[0]?.name.value ?? key;
    if (Object.hasOwn(value, key) && !Object.hasOwn(rebuilt, name))
      rebuilt[name] = bySelectedField(value[key], nodes, fragments, from);
  }
  return rebuilt;
}
