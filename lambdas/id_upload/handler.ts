import { S3Client } from '@aws-sdk/client-s3';
import { IdUploadInputSchema } from '../../generated/validators';
import { boundary } from '../boundary';
import { environment } from '../environment';
import { createLog } from '../log';
import { createSecretsClient, createSessionSecret } from '../session-token/secret';
import { openUpload } from './open-upload';

const { UPLOAD_BUCKET, SESSION_SECRET_ARN } = environment(['UPLOAD_BUCKET', 'SESSION_SECRET_ARN']);
const room = {
  // Without it, a presigned URL would carry the checksum of an empty body.
  s3: new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED', maxAttempts: 3 }),
  bucket: UPLOAD_BUCKET,
  secret: createSessionSecret(createSecretsClient(), SESSION_SECRET_ARN),
  now: () => new Date(),
};

/** Presigns the upload of one picture and signs the session's token, for `createIdUpload`. */
export const handler = boundary(
  createLog('id_upload'),
  IdUploadInputSchema(),
  (input) => openUpload(input, room),
  ({ sessionId }) => ({ sessionId }),
);
