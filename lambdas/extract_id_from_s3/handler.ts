import { S3Client } from '@aws-sdk/client-s3';
import { ExtractIdInputSchema } from '../../generated/validators';
import { boundary } from '../boundary';
import { environment } from '../environment';
import { createLog } from '../log';
import { createReader } from './engines';
import { extractId } from './extract';

const { OCR_ENGINE } = environment(['OCR_ENGINE']);
const log = createLog('extract_id_from_s3');
const room = { s3: new S3Client({ maxAttempts: 3 }), readPicture: createReader(OCR_ENGINE), log };

/** Reads the ID document in a session's current picture. */
export const handler = boundary(
  log,
  ExtractIdInputSchema(),
  (input) => extractId(input, room),
  ({ sessionId }) => ({ sessionId, step: 'EXTRACT_ID' }),
);
