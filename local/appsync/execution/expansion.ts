import { Kind, visit } from 'graphql';
import type { DocumentNode, FieldNode, FragmentDefinitionNode, SelectionSetNode } from 'graphql';

/**
 * What a document comes to once its fragments are spread: each time, everywhere. A few hundred letters can come to
 * billions of fields, so this is known before a document is validated or run. Fragments that spread themselves count as
 * nothing here; validation refuses them.
 */
export class Expansion {
  readonly #ofSet = new Map<SelectionSetNode, number>();

  /** Selections of all operations together: fields, and the fragments themselves. */
  readonly size: number;

  /** Those of them that ask for the schema. */
  readonly introspection: number;

  constructor(
    document: DocumentNode,
    private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  ) {
    let size = 0;
    for (const definition of document.definitions)
      if (definition.kind === Kind.OPERATION_DEFINITION) size += this.#sizeOf(definition.selectionSet);
    this.size = size;

    let introspection = 0;
    const asks = ({ name }: FieldNode) => name.value === '__schema' || name.value === '__type';
    visit(document, {
      Field: (node) => {
        if (asks(node)) introspection += this.below([node]);
      },
    });
    this.introspection = introspection;
  }

  /** Selections below the given fields. */
  below(fields: readonly FieldNode[]): number {
    let size = 0;
    for (const { selectionSet } of fields) if (selectionSet !== undefined) size += this.#sizeOf(selectionSet);
    return size;
  }

  #sizeOf(set: SelectionSetNode): number {
    const known = this.#ofSet.get(set);
    if (known !== undefined) return known;
    this.#ofSet.set(set, 0);
    let size = set.selections.length;
    for (const selection of set.selections) {
      const inner =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? this.fragments.get(selection.name.value)?.selectionSet
          : selection.selectionSet;
      if (inner !== undefined) size += this.#sizeOf(inner);
    }
    this.#ofSet.set(set, size);
    return size;
  }
}
