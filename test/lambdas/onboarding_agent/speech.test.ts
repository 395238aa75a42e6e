import fc from 'fast-check';
import { MAX_MESSAGE, toMessages } from '../../../lambdas/onboarding_agent/speech';

async function* stream(pieces: string[]) {
  for (const piece of pieces) {
    await Promise.resolve();
    yield piece;
  }
}

const messagesOf = async (...pieces: string[]) => {
  const messages: string[] = [];
  for await (const message of toMessages(stream(pieces))) messages.push(message);
  return messages;
};

test('paragraphs become messages of their own', async () => {
  expect(await messagesOf('Hello.\n\nHow are', ' you?\n \n', '\nGood.\nBye.')).toEqual([
    'Hello.',
    'How are you?',
    'Good.\nBye.',
  ]);
});

test('silence is no message', async () => {
  expect(await messagesOf('', ' \n\n ', '')).toEqual([]);
});

test('a long paragraph is told a few sentences at a time', async () => {
  const sentence = `${'word '.repeat(29)}word.`;

  expect(await messagesOf(Array(4).fill(sentence).join(' '))).toEqual([
    `${sentence} ${sentence}`,
    `${sentence} ${sentence}`,
  ]);
});

test('a text without sentences is broken between words, one without words anywhere but in a letter', async () => {
  const words = await messagesOf('word '.repeat(500));
  expect(words.every((message) => /^(word )*word$/.test(message))).toBe(true);

  const letters = await messagesOf(`x${'😀'.repeat(1500)}`);
  expect(letters.join('')).toBe(`x${'😀'.repeat(1500)}`);
  // A lone surrogate: half a letter.
  for (const message of letters) expect(message).not.toMatch(/\p{Cs}/u);
});

const text = fc
  .array(
    fc.oneof(
      fc.constantFrom('. ', '! ', '\n\n', '\n', ' ', '…" ', '😀', '  \n  \n'),
      fc.string({ maxLength: 12 }),
      fc.nat({ max: 400 }).map((length) => 'x'.repeat(length)),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

test('nothing is lost, nothing is too long or empty, and the cut of the stream makes no difference', async () => {
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.integer({ min: 1, max: 50 })), async (whole, cuts) => {
      const pieces: string[] = [];
      let rest = whole;
      for (const cut of cuts) {
        pieces.push(rest.slice(0, cut));
        rest = rest.slice(cut);
      }
      const messages = await messagesOf(...pieces, rest);

      expect(messages.join('').replace(/\s/g, '')).toBe(whole.replace(/\s/g, ''));
      for (const message of messages) {
        expect(message.trim()).toBe(message);
        expect(message).not.toBe('');
        expect(message.length).toBeLessThanOrEqual(MAX_MESSAGE);
      }
      expect(messages).toEqual(await messagesOf(...whole));
    }),
  );
});
