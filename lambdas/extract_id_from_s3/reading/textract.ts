import type { Block, TextractClient } from '@aws-sdk/client-textract';
import type { TextLine } from '../../../identity/front/text-line';
import { isDocumentMrz, type DocumentReading, type OcrEngine } from './engine';
import { decodeLines } from './mrz/decode';
import { isSure } from './mrz/read';
import { posteriorsOfText } from './mrz/text-posteriors';
import { readHeader } from './picture-header';

/** What Textract says of a picture that it does not take; everything else it throws is a technical failure. */
const REFUSALS: Record<string, Extract<DocumentReading, { kind: 'refused' }>['refusal']> = {
  BadDocumentException: 'PICTURE_DAMAGED',
  DocumentTooLargeException: 'PICTURE_TOO_LARGE',
  UnsupportedDocumentException: 'PICTURE_TYPE_UNSUPPORTED',
};

/** Shorter lines are no line of a machine-readable zone, even with some characters lost. */
const SHORTEST_MRZ_LINE = 24;

/** Textract's lines; its boxes are shares of the page, ours are pixels. */
function linesOf(blocks: readonly Block[], width: number, height: number): TextLine[] {
  return blocks.flatMap(({ BlockType, Text, Confidence, Geometry }) => {
    const box = Geometry?.BoundingBox;
    if (BlockType !== 'LINE' || Text === undefined || !box) return [];
    return [
      {
        text: Text,
        confidence: (Confidence ?? 0) / 100,
        box: {
          x: (box.Left ?? 0) * width,
          y: (box.Top ?? 0) * height,
          width: (box.Width ?? 0) * width,
          height: (box.Height ?? 0) * height,
        },
      },
    ];
  });
}

/** The zone among lines of text, by its grammar. */
function mrzOf(lines: readonly TextLine[]) {
  const candidates = [...lines]
    .sort((p, q) => p.box.y - q.box.y)
    .map(({ text, confidence }) => posteriorsOfText(text, confidence))
    .filter(({ characters }) => characters >= SHORTEST_MRZ_LINE);
  const reading = decodeLines(candidates.map(({ posteriors }) => posteriors));
  return { reading, seen: candidates.length > 0 };
}

async function readWithTextract(
  client: Pick<TextractClient, 'send'>,
  bytes: Uint8Array,
): Promise<DocumentReading> {
  const header = readHeader(bytes);
  switch (header.kind) {
    case 'unknown':
      return { kind: 'refused', refusal: bytes.length === 0 ? 'PICTURE_EMPTY' : 'PICTURE_NOT_AN_IMAGE' };
    case 'other':
      return { kind: 'refused', refusal: 'PICTURE_TYPE_UNSUPPORTED' };
    case 'damaged':
      return { kind: 'refused', refusal: 'PICTURE_DAMAGED' };
    case 'jpeg':
    case 'png':
  }
  const { DetectDocumentTextCommand } = await import('@aws-sdk/client-textract');
  try {
    const { Blocks = [] } = await client.send(new DetectDocumentTextCommand({ Document: { Bytes: bytes } }));
    const lines = linesOf(Blocks, header.width, header.height);
    const { reading, seen } = mrzOf(lines);
    const mrz = isDocumentMrz(reading) ? reading : undefined;
    return {
      kind: 'read',
      mrz,
      zone: reading,
      unreadable:
        mrz && isSure(mrz) ? undefined : seen && (mrz || !reading) ? 'MRZ_UNREADABLE' : 'NO_DOCUMENT_FOUND',
      readFront: () => Promise.resolve(lines),
    };
  } catch (error) {
    const refusal = error instanceof Error ? REFUSALS[error.name] : undefined;
    if (refusal === undefined) throw error;
    return { kind: 'refused', refusal };
  }
}

/**
 * Amazon Textract's DetectDocumentText. The bytes are sent, not the S3 object: Textract is not in every region, and takes objects of
 * its own region only. The client is loaded with the first picture.
 */
export function textract(
  connect: () => Promise<Pick<TextractClient, 'send'>> = async () => {
    const { TextractClient: Client } = await import('@aws-sdk/client-textract');
    return new Client({ maxAttempts: 3 });
  },
): OcrEngine {
  let client: Promise<Pick<TextractClient, 'send'>> | undefined;
  return {
    name: 'textract',
    async read({ bytes }) {
      client ??= connect().catch((error: unknown) => {
        client = undefined;
        throw error;
      });
      return readWithTextract(await client, bytes);
    },
  };
}
