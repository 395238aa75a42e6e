/** A data source as the template describes it. */
export type DataSourceModel =
  | { kind: 'NONE'; name: string }
  | { kind: 'AWS_LAMBDA'; name: string; roleArn: string; functionArn: string }
  | { kind: 'AMAZON_DYNAMODB'; name: string; roleArn: string; tableName: string }
  | { kind: 'HTTP'; name: string; endpoint: string; signing?: HttpSigning }
  | { kind: 'NOT_RUN_HERE'; name: string; what: string };

/** AWS_IAM of an HTTP data source. */
export interface HttpSigning {
  roleArn: string;
  region: string;
  service: string;
}

/** `AWS::AppSync::DataSource`. */
export interface DataSourceProperties {
  ApiId: string;
  Name: string;
  Type: string;
  ServiceRoleArn?: string;
  LambdaConfig?: { LambdaFunctionArn: string };
  DynamoDBConfig?: { TableName: string; UseCallerCredentials?: boolean; Versioned?: boolean };
  HttpConfig?: {
    Endpoint: string;
    AuthorizationConfig?: {
      AuthorizationType: string;
      AwsIamConfig?: { SigningRegion?: string; SigningServiceName?: string };
    };
  };
}

/** Reads one; what this machine does not run becomes an error of the fields that use it. */
export function readDataSource(properties: DataSourceProperties): DataSourceModel {
  const {
    Name: name,
    Type: type,
    ServiceRoleArn: roleArn,
    LambdaConfig: lambda,
    DynamoDBConfig: table,
  } = properties;
  const refused = (what: string): DataSourceModel => ({
    kind: 'NOT_RUN_HERE',
    name,
    what: `${what} (${name})`,
  });
  switch (type) {
    case 'NONE':
      return { kind: 'NONE', name };
    case 'AWS_LAMBDA':
      if (lambda === undefined || roleArn === undefined)
        return refused('A Lambda data source without function or role');
      return { kind: 'AWS_LAMBDA', name, roleArn, functionArn: lambda.LambdaFunctionArn };
    case 'AMAZON_DYNAMODB':
      if (table?.UseCallerCredentials === true)
        return refused("A DynamoDB data source with the caller's credentials");
      if (table?.Versioned === true) return refused('A versioned DynamoDB data source');
      if (table === undefined || roleArn === undefined)
        return refused('A DynamoDB data source without table or role');
      return { kind: 'AMAZON_DYNAMODB', name, roleArn, tableName: table.TableName };
    case 'HTTP':
      return readHttp(properties, refused);
    default:
      return refused(`The data source type ${type}`);
  }
}

function readHttp(
  { Name: name, ServiceRoleArn: roleArn, HttpConfig: http }: DataSourceProperties,
  refused: (what: string) => DataSourceModel,
): DataSourceModel {
  if (http === undefined || !/^https?:\/\//.test(http.Endpoint) || !URL.canParse(http.Endpoint))
    return refused('An HTTP data source without an endpoint');
  const endpoint = http.Endpoint;
  const authorization = http.AuthorizationConfig;
  if (authorization === undefined) return { kind: 'HTTP', name, endpoint };
  const { SigningRegion: region, SigningServiceName: service } = authorization.AwsIamConfig ?? {};
  if (authorization.AuthorizationType !== 'AWS_IAM')
    return refused(`An HTTP data source with the authorization ${authorization.AuthorizationType}`);
  if (roleArn === undefined || region === undefined || service === undefined)
    return refused('An HTTP data source with AWS_IAM, but without role, SigningRegion or SigningServiceName');
  return { kind: 'HTTP', name, endpoint, signing: { roleArn, region, service } };
}
