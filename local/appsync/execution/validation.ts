import {
  ExecutableDefinitionsRule,
  FieldsOnCorrectTypeRule,
  FragmentsOnCompositeTypesRule,
  GraphQLError,
  isIntrospectionType,
  KnownArgumentNamesRule,
  KnownDirectivesRule,
  KnownFragmentNamesRule,
  KnownTypeNamesRule,
  LoneAnonymousOperationRule,
  MaxIntrospectionDepthRule,
  NoFragmentCyclesRule,
  NoUndefinedVariablesRule,
  NoUnusedFragmentsRule,
  NoUnusedVariablesRule,
  OverlappingFieldsCanBeMergedRule,
  PossibleFragmentSpreadsRule,
  ProvidedRequiredArgumentsRule,
  ScalarLeafsRule,
  SingleFieldSubscriptionsRule,
  UniqueArgumentNamesRule,
  UniqueDirectivesPerLocationRule,
  UniqueFragmentNamesRule,
  UniqueInputFieldNamesRule,
  UniqueOperationNamesRule,
  UniqueVariableNamesRule,
  validate,
  ValuesOfCorrectTypeRule,
  VariablesAreInputTypesRule,
  VariablesInAllowedPositionRule,
} from 'graphql';
import type { ASTNode, DocumentNode, GraphQLSchema, ValidationContext, ValidationRule } from 'graphql';
import type { ErrorEntry } from '../errors';

/** GraphQL's rules under the names that AppSync (graphql-java) gives to what breaks them. */
const rules: [type: string, rule: ValidationRule][] = [
  ['NonExecutableDefinition', ExecutableDefinitionsRule],
  ['DuplicateOperationName', UniqueOperationNamesRule],
  ['LoneAnonymousOperationViolation', LoneAnonymousOperationRule],
  ['SubscriptionMultipleRootFields', SingleFieldSubscriptionsRule],
  ['UnknownType', KnownTypeNamesRule],
  ['InlineFragmentTypeConditionInvalid', FragmentsOnCompositeTypesRule],
  ['NonInputTypeOnVariable', VariablesAreInputTypesRule],
  ['SubSelectionRequired', ScalarLeafsRule],
  ['FieldUndefined', FieldsOnCorrectTypeRule],
  ['DuplicateFragmentName', UniqueFragmentNamesRule],
  ['UndefinedFragment', KnownFragmentNamesRule],
  ['UnusedFragment', NoUnusedFragmentsRule],
  ['InvalidFragmentType', PossibleFragmentSpreadsRule],
  ['FragmentCycle', NoFragmentCyclesRule],
  ['DuplicateVariableName', UniqueVariableNamesRule],
  ['UndefinedVariable', NoUndefinedVariablesRule],
  ['UnusedVariable', NoUnusedVariablesRule],
  ['UnknownDirective', KnownDirectivesRule],
  ['DuplicateDirectiveName', UniqueDirectivesPerLocationRule],
  ['UnknownArgument', KnownArgumentNamesRule],
  ['DuplicateArgumentNames', UniqueArgumentNamesRule],
  ['WrongType', ValuesOfCorrectTypeRule],
  ['MissingFieldArgument', ProvidedRequiredArgumentsRule],
  ['VariableTypeMismatch', VariablesInAllowedPositionRule],
  ['FieldsConflict', OverlappingFieldsCanBeMergedRule],
  ['DuplicateInputField', UniqueInputFieldNamesRule],
  ['BadFaithIntrospection', MaxIntrospectionDepthRule],
];

/** With introspection off, its fields are as unknown as any other. */
function noIntrospection(context: ValidationContext): ReturnType<ValidationRule> {
  return {
    Field(node) {
      const parent = context.getParentType();
      if (node.name.value === '__typename' || !/^__/.test(node.name.value)) return;
      if (parent !== undefined && parent !== null && !isIntrospectionType(parent))
        context.reportError(new GraphQLError(undefinedField(node.name.value, parent.name), { nodes: node }));
    },
  };
}

function undefinedField(fieldName: string, typeName: string): string {
  return `Field '${fieldName}' in type '${typeName}' is undefined`;
}

/**
 * Messages of graphql-js in AppSync's style: no suggestions (they would tell what introspection hides), and no value
 * that the client sent.
 */
function reworded(message: string): string {
  const undefinedFieldMatch = /^Cannot query field "(\w+)" on type "(\w+)"/.exec(message);
  if (undefinedFieldMatch !== null)
    return undefinedField(undefinedFieldMatch[1] ?? '', undefinedFieldMatch[2] ?? '');
  const wrongType =
    /^Expected value of type "([^"]+)", found/.exec(message) ??
    /^Value "[^]*" does not exist in "(\w+)" enum/.exec(message) ??
    /^Enum "(\w+)" cannot represent/.exec(message) ??
    /^(Int|Float|String|Boolean|ID) cannot represent/.exec(message);
  if (wrongType !== null) return `a value is not a valid '${wrongType[1]}'`;
  return message.replace(/ Did you mean [^]*$/, '').replace(/"/g, "'");
}

/** A rule that reports in AppSync's words, with the path of the field (`room/title`) where it is known. */
function named(type: string, rule: ValidationRule): ValidationRule {
  return (context) => {
    const reporting: ValidationContext = Object.create(context, {
      reportError: {
        value(error: GraphQLError) {
          const path = fieldPath(error.nodes?.[0], context.getDocument());
          const message = `Validation error of type ${type}: ${reworded(error.message)}${path}`;
          context.reportError(new GraphQLError(message, { nodes: error.nodes ?? null }));
        },
      },
    });
    return rule(reporting);
  };
}

/** ` @ 'room/title'`, or nothing when the node is not below a field. */
function fieldPath(node: ASTNode | undefined, document: DocumentNode): string {
  if (node === undefined) return '';
  const target = node.loc;
  const names: string[] = [];
  const descend = (candidate: ASTNode): boolean => {
    const { loc } = candidate;
    if (loc === undefined || target === undefined || loc.start > target.start || loc.end < target.end)
      return false;
    if (candidate.kind === 'Field') names.push(candidate.name.value);
    const children = 'selectionSet' in candidate ? (candidate.selectionSet?.selections ?? []) : [];
    children.some(descend);
    return true;
  };
  document.definitions.some(descend);
  return names.length > 0 ? ` @ '${names.join('/')}'` : '';
}

const namedRules = rules.map(([type, rule]) => named(type, rule));
const withoutIntrospection = [...namedRules, named('FieldUndefined', noIntrospection)];

/** More than this is not worth listing. */
const mostErrors = 20;

/** graphql-js gives up where fields of one name would have to be compared too often. */
const tooCostly = 'Validation error of type FieldsConflict: too many fields have the same name.';

/** Everything that is wrong with a document, in AppSync's form; empty when it may run. */
export function validateDocument(
  schema: GraphQLSchema,
  document: DocumentNode,
  introspection: boolean,
): ErrorEntry[] {
  const errors = validate(schema, document, introspection ? namedRules : withoutIntrospection, {
    maxErrors: mostErrors,
  });
  return errors
    .map(requestErrorEntry)
    .map((entry) => (entry.message === 'Validation aborted.' ? { ...entry, message: tooCostly } : entry));
}

/** An error of a request as a whole: no path, no error type, as AppSync has it. */
export function requestErrorEntry(error: GraphQLError): ErrorEntry {
  return {
    path: null,
    locations: error.locations?.map(({ line, column }) => ({ line, column, sourceName: null })) ?? null,
    message: error.message,
  };
}
