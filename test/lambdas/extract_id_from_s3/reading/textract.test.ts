import type { DetectDocumentTextCommandOutput, TextractClient } from '@aws-sdk/client-textract';
import { readFileSync } from 'node:fs';
import { isSure } from '../../../../lambdas/extract_id_from_s3/reading/mrz/read';
import { textract } from '../../../../lambdas/extract_id_from_s3/reading/textract';
import { CARD, PASSPORT } from './drawn';

/**
 * There is no AWS here: these answers are written by hand in the shape that DetectDocumentText's documentation gives. What Textract really
 * makes of a document is not tested.
 */
const answer = (lines: readonly string[], confidence = 98): DetectDocumentTextCommandOutput => ({
  $metadata: {},
  DocumentMetadata: { Pages: 1 },
  Blocks: [
    { BlockType: 'PAGE', Id: 'page' },
    ...lines.flatMap((text, i) => {
      const Geometry = { BoundingBox: { Left: 0.1, Top: 0.05 * (i + 1), Width: 0.8, Height: 0.03 } };
      return [
        { BlockType: 'LINE' as const, Id: `line-${i}`, Text: text, Confidence: confidence, Geometry },
        { BlockType: 'WORD' as const, Id: `word-${i}`, Text: text, Confidence: confidence, Geometry },
      ];
    }),
  ],
});

const bytes = readFileSync('test/specimens/dk-passport.jpg');
const picture = { bytes };

function engine(respond: () => Promise<DetectDocumentTextCommandOutput>) {
  const sent: unknown[] = [];
  const client: Pick<TextractClient, 'send'> = {
    send: (command: { input: unknown }) => {
      sent.push(command.input);
      return respond();
    },
  };
  let connections = 0;
  const connect = () => {
    connections++;
    return Promise.resolve(client);
  };
  return { engine: textract(connect), sent, connections: () => connections };
}

async function readingOf(lines: readonly string[], confidence?: number) {
  const reading = await engine(() => Promise.resolve(answer(lines, confidence))).engine.read(picture, 'DK');
  if (reading.kind !== 'read') throw new Error(reading.refusal);
  return reading;
}

test('the picture is sent as bytes, over one client', async () => {
  const { engine: reader, sent, connections } = engine(() => Promise.resolve(answer(PASSPORT)));
  expect(connections()).toBe(0);

  await reader.read(picture, 'DK');
  await reader.read(picture, 'SE');

  expect(sent).toEqual([{ Document: { Bytes: bytes } }, { Document: { Bytes: bytes } }]);
  expect(connections()).toBe(1);
});

test('lines of text become the front, in pixels and shares of one', async () => {
  const { readFront } = await readingOf(['DANMARK', 'PAS']);

  expect(await readFront()).toEqual([
    { text: 'DANMARK', confidence: 0.98, box: expect.objectContaining({ x: 164.8, height: 0.03 * 1174 }) },
    expect.objectContaining({ text: 'PAS' }),
  ]);
});

test.each([
  ['a passport', 'TD3', ['DANMARK PAS', 'Efternavn Østergaard', ...PASSPORT]],
  ['an identity card', 'TD1', [...CARD, 'Polismyndigheten']],
  ['a passport with spaces between the characters', 'TD3', PASSPORT.map((line) => [...line].join(' '))],
])('the zone of %s is picked from the lines by its grammar', async (_, format, lines) => {
  const { mrz, unreadable } = await readingOf(lines);

  expect(mrz).toMatchObject({ format, lines: format === 'TD3' ? PASSPORT : CARD, checkDigitsOk: true });
  expect(mrz && isSure(mrz)).toBe(true);
  expect(unreadable).toBeUndefined();
});

test('fillers that were miscounted or read as angle quotes are put right', async () => {
  const [upper = '', lower = ''] = PASSPORT;

  expect((await readingOf([upper.slice(0, -2), lower])).mrz?.lines).toEqual(PASSPORT);
  expect((await readingOf([upper.replace('<<HANNE', '«HANNE'), lower])).mrz?.lines).toEqual(PASSPORT);
});

test('look-alikes are told apart by where they stand and by the check digits', async () => {
  const [upper = '', lower = ''] = PASSPORT;
  const misread = lower.replace('0000000000DNK', '00000000O0DNK').replace('8510068', '85I0068');

  expect((await readingOf([upper, misread], 90)).mrz?.lines[1]).toBe(lower);
});

test('a zone with a mistake that check digits show is not sure', async () => {
  const [upper = '', lower = ''] = PASSPORT;
  const { mrz, unreadable } = await readingOf([upper, lower.replace('851006', '841006')]);

  expect(mrz && isSure(mrz)).toBe(false);
  expect(unreadable).toBe('MRZ_UNREADABLE');
});

test.each([
  ['only one line of a zone', PASSPORT.slice(0, 1), 'MRZ_UNREADABLE'],
  ['no zone', ['Menu of the day', 'Soup'], 'NO_DOCUMENT_FOUND'],
  ['no text', [], 'NO_DOCUMENT_FOUND'],
])('%s has its reason', async (_, lines, reason) => {
  expect(await readingOf(lines)).toMatchObject({ mrz: undefined, unreadable: reason });
});

const failing = (name: string) =>
  engine(() => Promise.reject(Object.assign(new Error('refused'), { name }))).engine;

test.each([
  ['BadDocumentException', 'PICTURE_DAMAGED'],
  ['DocumentTooLargeException', 'PICTURE_TOO_LARGE'],
  ['UnsupportedDocumentException', 'PICTURE_TYPE_UNSUPPORTED'],
])('%s is the picture’s fault', async (name, refusal) => {
  expect(await failing(name).read(picture, 'DK')).toEqual({ kind: 'refused', refusal });
});

test.each(['ThrottlingException', 'AccessDeniedException', 'ProvisionedThroughputExceededException'])(
  '%s is a technical failure',
  async (name) => {
    await expect(failing(name).read(picture, 'DK')).rejects.toMatchObject({ name });
  },
);

test('what is no picture is refused without asking Textract', async () => {
  const { engine: reader, sent } = engine(() => Promise.resolve(answer([])));

  expect(await reader.read({ bytes: Buffer.from('hello') }, 'DK')).toEqual({
    kind: 'refused',
    refusal: 'PICTURE_NOT_AN_IMAGE',
  });
  expect(await reader.read({ bytes: bytes.subarray(0, 2_000) }, 'DK')).toEqual({
    kind: 'refused',
    refusal: 'PICTURE_DAMAGED',
  });
  expect(sent).toEqual([]);
});
