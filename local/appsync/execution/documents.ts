import { GraphQLError, Kind, parse } from 'graphql';
import type { DocumentNode, FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { ErrorEntry } from '../errors';
import { Expansion } from './expansion';
import { nestsDeeper } from './nesting';
import { requestErrorEntry, validateDocument } from './validation';

/** A document that may run. */
export interface PreparedDocument {
  document: DocumentNode;
  operations: OperationDefinitionNode[];
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  expansion: Expansion;
}

export type DocumentResult = { prepared: PreparedDocument } | { errors: ErrorEntry[] };

/*
 * graphql-java's own limits, which AppSync inherits: ParserOptions (tokens; 500 grammar rules deep, and a selection set
 * in another takes three of them), ExecutableNormalizedOperationFactory (fields), GoodFaithIntrospection.
 */
const mostTokens = 15_000;
const deepestNesting = 165;
const mostSelections = 100_000;
const mostIntrospection = 500;
/** Longer documents are rare, and made to be different each time when somebody means harm. */
const longestCached = 20_000;
/** Letters of all that are remembered: a letter can take a hundred bytes once it is parsed. */
const mostCached = 2_000_000;

/** Parses and validates documents, and remembers the last `capacity` of those that were valid, or fewer where they are long. */
export class Documents {
  readonly #prepared = new Map<string, DocumentResult>();
  #letters = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly introspection: boolean,
    private readonly capacity = 500,
  ) {}

  prepare(query: string): DocumentResult {
    const known = this.#prepared.get(query);
    if (known !== undefined) {
      this.#prepared.delete(query);
      this.#prepared.set(query, known);
      return known;
    }
    const result = this.#parseAndValidate(query);
    if ('prepared' in result && query.length <= longestCached) {
      this.#prepared.set(query, result);
      this.#letters += query.length;
      this.#forgetOldest();
    }
    return result;
  }

  #forgetOldest(): void {
    for (const [query] of this.#prepared) {
      if (this.#prepared.size <= this.capacity && this.#letters <= mostCached) return;
      this.#prepared.delete(query);
      this.#letters -= query.length;
    }
  }

  #parseAndValidate(query: string): DocumentResult {
    if (nestsDeeper(query, deepestNesting))
      return refusal(
        `Validation error of type InvalidSyntax: the query nests deeper than ${deepestNesting}.`,
      );
    let document: DocumentNode;
    try {
      document = parse(query, { maxTokens: mostTokens });
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      const message = error.message.includes('contains more')
        ? `the query has more than ${mostTokens} tokens`
        : 'Invalid query syntax';
      const entry = requestErrorEntry(error);
      return { errors: [{ ...entry, message: `Validation error of type InvalidSyntax: ${message}.` }] };
    }
    const { definitions } = document;
    const fragments = new Map(
      definitions.flatMap((node) =>
        node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [],
      ),
    );
    const expansion = new Expansion(document, fragments);
    if (expansion.size > mostSelections)
      return refusal(`The fragments of the query come to more than ${mostSelections} selections.`);
    if (expansion.introspection > mostIntrospection)
      return refusal(
        'This request is not asking for introspection in good faith: it selects more than ' +
          `${mostIntrospection} fields of the schema.`,
      );
    const errors = validateDocument(this.schema, document, this.introspection);
    if (errors.length > 0) return { errors };
    const operations = definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
    return { prepared: { document, operations, fragments, expansion } };
  }
}

/** A refusal of the document as a whole. */
function refusal(message: string): { errors: ErrorEntry[] } {
  return { errors: [{ path: null, locations: null, message }] };
}

/** The operation that `operationName` chooses, or what is wrong with the choice. */
export function chooseOperation(
  { operations }: PreparedDocument,
  operationName: string | null | undefined,
): { operation: OperationDefinitionNode } | { errors: ErrorEntry[] } {
  if (operationName !== null && operationName !== undefined && operationName !== '') {
    const named = operations.find((operation) => operation.name?.value === operationName);
    return named === undefined
      ? refusal(`Unknown operation named '${operationName}'.`)
      : { operation: named };
  }
  const [only, ...others] = operations;
  if (only === undefined) return refusal('The document has no operation.');
  if (others.length > 0) return refusal('Must provide operation name if query contains multiple operations.');
  return { operation: only };
}
