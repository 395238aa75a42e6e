import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Config } from '../config';
import { OnboardingFunction } from './onboarding-function';

/** The three steps of the pipeline: each does one thing, and may do one thing. */
export class PipelineFunctions extends Construct {
  readonly extractId: OnboardingFunction;
  readonly verifyIdentity: OnboardingFunction;
  readonly createCustomer: OnboardingFunction;

  constructor(scope: Construct, id: string, props: { config: Config; pictures: Bucket; customers: Table }) {
    super(scope, id);
    const { config, pictures, customers } = props;
    this.extractId = new OnboardingFunction(this, 'ExtractId', {
      name: 'extract_id_from_s3',
      timeout: Duration.seconds(60),
      // Memory buys CPU: 1769 MiB is one vCPU.
      memorySize: 1769,
      environment: { OCR_ENGINE: config.ocrEngine },
      may: {
        's3:GetObject': [pictures.arnForObjects('*')],
        // To write a picture back without its metadata.
        's3:PutObject': [pictures.arnForObjects('uploads/*')],
        ...(config.ocrEngine === 'textract' && { 'textract:DetectDocumentText': ['*'] }),
      },
    });
    this.verifyIdentity = new OnboardingFunction(this, 'VerifyIdentity', {
      name: 'verify_identity',
      timeout: Duration.seconds(10),
      environment: { STAGE: config.stage, MINIMUM_AGE: String(config.minimumAge) },
    });
    this.createCustomer = new OnboardingFunction(this, 'CreateCustomer', {
      name: 'create_customer',
      timeout: Duration.seconds(15),
      environment: { TABLE_NAME: customers.tableName, EMAIL_DOMAIN: config.emailDomain },
      may: { 'dynamodb:PutItem': [customers.tableArn], 'dynamodb:GetItem': [customers.tableArn] },
    });
  }
}

/** The door: presigned uploads and the session tokens that everything else asks for. */
export class SessionFunctions extends Construct {
  readonly idUpload: OnboardingFunction;
  readonly authorizer: OnboardingFunction;

  constructor(scope: Construct, id: string, props: { pictures: Bucket; sessionSecret: Secret }) {
    super(scope, id);
    const { pictures, sessionSecret } = props;
    const maySeeSecret = { 'secretsmanager:GetSecretValue': [sessionSecret.secretArn] };
    this.idUpload = new OnboardingFunction(this, 'IdUpload', {
      name: 'id_upload',
      timeout: Duration.seconds(10),
      environment: { UPLOAD_BUCKET: pictures.bucketName, SESSION_SECRET_ARN: sessionSecret.secretArn },
      may: {
        's3:PutObject': [pictures.arnForObjects('uploads/*'), pictures.arnForObjects('current/*')],
        ...maySeeSecret,
      },
    });
    this.authorizer = new OnboardingFunction(this, 'SessionAuthorizer', {
      name: 'session_authorizer',
      timeout: Duration.seconds(10),
      environment: { SESSION_SECRET_ARN: sessionSecret.secretArn },
      may: maySeeSecret,
    });
  }
}
