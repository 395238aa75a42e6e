import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import { CountrySchema } from '../../generated/validators';
import { parse } from '../validation';

/** A customer as the table keeps it. */
const CustomerSchema = v.object({
  customerId: v.string(),
  country: CountrySchema,
  nationalId: v.string(),
  firstName: v.string(),
  lastName: v.string(),
  dateOfBirth: v.string(),
  email: v.string(),
  /** The onboarding session that registered the customer. */
  sessionId: v.string(),
  createdAt: v.string(),
});
export type Customer = v.InferOutput<typeof CustomerSchema>;

/** Customers and their e-mail addresses. Each call is safe to repeat. Throws DynamoDB's errors. */
export interface Customers {
  /** The customer with this number as of now (strongly consistent). */
  find(country: Customer['country'], nationalId: string): Promise<Customer | undefined>;
  /** Claims an address for the customer with this number, for good; false if it belongs to another. */
  claimAddress(email: string, country: Customer['country'], nationalId: string): Promise<boolean>;
  /** Writes a customer whose number is not there yet; false if it is, be it by this very call. */
  add(customer: Customer): Promise<boolean>;
}

const keyOf = (country: string, nationalId: string) => `${country}#${nationalId}`;

/** Customers in DynamoDB: `PK <country>#<nationalId>, SK PROFILE`, and claims at `PK EMAIL#<address>, SK CLAIM`. */
export const createCustomers = (client: DynamoDBDocumentClient, tableName: string): Customers => {
  const put = async (command: PutCommand): Promise<boolean> => {
    try {
      await client.send(command);
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };

  return {
    find: async (country, nationalId) => {
      const { Item } = await client.send(
        new GetCommand({
          TableName: tableName,
          Key: { PK: keyOf(country, nationalId), SK: 'PROFILE' },
          ConsistentRead: true,
        }),
      );
      return Item && parse(CustomerSchema, Item, 'customer record');
    },

    claimAddress: (email, country, nationalId) => {
      const owner = keyOf(country, nationalId);
      return put(
        new PutCommand({
          TableName: tableName,
          Item: { PK: `EMAIL#${email}`, SK: 'CLAIM', owner },
          // The owner's own claim succeeds again: a registration that broke off heals when it is repeated.
          ConditionExpression: 'attribute_not_exists(PK) OR #owner = :owner',
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: { ':owner': owner },
        }),
      );
    },

    add: (customer) =>
      put(
        new PutCommand({
          TableName: tableName,
          Item: { PK: keyOf(customer.country, customer.nationalId), SK: 'PROFILE', ...customer },
          ConditionExpression: 'attribute_not_exists(PK)',
        }),
      ),
  };
};

/** A document client that repeats throttled and broken attempts by the SDK's own rules. */
export const createDocumentClient = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({
      maxAttempts: 5,
      requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
    }),
  );
