import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';

/** The two tables: customers, kept; sessions, gone by TTL. */
export class Tables extends Construct {
  readonly customers: Table;
  readonly sessions: Table;

  constructor(scope: Construct, id: string, props: { keepData: boolean }) {
    super(scope, id);
    const common = {
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: props.keepData,
      removalPolicy: props.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    };
    this.customers = new Table(this, 'Customers', {
      ...common,
      tableName: 'DanskeBankCustomers',
      partitionKey: { name: 'PK', type: AttributeType.STRING },
      sortKey: { name: 'SK', type: AttributeType.STRING },
    });
    this.sessions = new Table(this, 'Sessions', {
      ...common,
      tableName: 'OnboardingSessions',
      partitionKey: { name: 'sessionId', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
    });
  }
}
