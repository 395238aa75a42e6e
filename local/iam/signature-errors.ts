import { AwsError } from '../cloud';

export type SignatureFault =
  'missing' | 'malformed' | 'unknown-key' | 'bad-token' | 'mismatch' | 'skewed' | 'wrong-scope';

/** Code and HTTP status of each fault: S3 has words of its own, the JSON services share theirs. */
const s3Codes: Readonly<Record<SignatureFault, [code: string, statusCode: number]>> = {
  missing: ['AccessDenied', 403],
  malformed: ['AuthorizationHeaderMalformed', 400],
  'unknown-key': ['InvalidAccessKeyId', 403],
  'bad-token': ['InvalidToken', 400],
  mismatch: ['SignatureDoesNotMatch', 403],
  skewed: ['RequestTimeTooSkewed', 403],
  'wrong-scope': ['AuthorizationHeaderMalformed', 400],
};
const jsonCodes: Readonly<Record<SignatureFault, string>> = {
  missing: 'MissingAuthenticationTokenException',
  malformed: 'IncompleteSignatureException',
  'unknown-key': 'UnrecognizedClientException',
  'bad-token': 'UnrecognizedClientException',
  mismatch: 'InvalidSignatureException',
  skewed: 'InvalidSignatureException',
  'wrong-scope': 'InvalidSignatureException',
};

/** A refused signature in the words of `service`: S3's codes, or those of the JSON services (400 at DynamoDB, else 403). */
export function signatureError(
  service: string,
  fault: SignatureFault,
  message: string,
  details: Record<string, unknown> = {},
): AwsError {
  const [code, statusCode] =
    service === 's3' ? s3Codes[fault] : [jsonCodes[fault], service === 'dynamodb' ? 400 : 403];
  return new AwsError(code, message, statusCode, details);
}
