/** The longest message, in characters. */
export const MAX_MESSAGE = 1_000;
/** From this length on, the end of a sentence ends a message; a paragraph's end always does. */
const ENOUGH = 200;

const PARAGRAPH = /\n\s*\n/;
const SENTENCE_END = /[.!?…]["'”»)]?\s/g;

/** Where the first message of `text` ends, or undefined while it may still grow. */
const endOfMessage = (text: string): number | undefined => {
  const start = text.slice(0, MAX_MESSAGE);
  const paragraph = PARAGRAPH.exec(start);
  const sentences = [...start.matchAll(SENTENCE_END)].map((match) => match.index + match[0].length);
  const ends = [
    ...(paragraph ? [paragraph.index + paragraph[0].length] : []),
    ...sentences.filter((end) => end >= ENOUGH),
  ];
  if (ends.length > 0) return Math.min(...ends);
  if (text.length <= MAX_MESSAGE) return undefined;
  const sentence = sentences.at(-1);
  if (sentence !== undefined) return sentence;
  const space = start.lastIndexOf(' ');
  if (space > 0) return space + 1;
  // Nothing to break at; but a pair of UTF-16 surrogates is one letter.
  return /[\uD800-\uDBFF]$/.test(start) ? MAX_MESSAGE - 1 : MAX_MESSAGE;
};

/**
 * Groups streamed pieces of text into messages worth an entry each: paragraphs, or a few sentences, of at most
 * MAX_MESSAGE characters, as soon as each is whole. How the text was cut into pieces makes no difference.
 */
export async function* toMessages(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let text = '';
  for await (const piece of pieces) {
    text = (text + piece).trimStart();
    for (let end = endOfMessage(text); end !== undefined; end = endOfMessage(text)) {
      yield text.slice(0, end).trimEnd();
      text = text.slice(end).trimStart();
    }
  }
  const rest = text.trimEnd();
  if (rest) yield rest;
}
