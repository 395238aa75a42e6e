import { GraphQLError, Lexer, Source, TokenKind } from 'graphql';

const opening: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/**
 * Whether the brackets of a document stand more than `levels` deep in one another. The parser calls itself for each, and
 * the stack ends somewhere. What is no GraphQL is for the parser to say.
 */
export function nestsDeeper(query: string, levels: number): boolean {
  if (bracketCount(query) <= levels) return false;
  const lexer = new Lexer(new Source(query));
  let depth = 0;
  try {
    for (let { kind } = lexer.advance(); kind !== TokenKind.EOF; { kind } = lexer.advance()) {
      if (opening.has(kind) && ++depth > levels) return true;
      if (closing.has(kind)) depth--;
    }
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
  }
  return false;
}

/** Strings and comments may hold some of them: more than there are, never fewer. */
function bracketCount(query: string): number {
  let count = 0;
  for (let index = 0; index < query.length; index++) {
    const code = query.charCodeAt(index);
    if (code === 0x7b || code === 0x5b || code === 0x28) count++;
  }
  return count;
}
