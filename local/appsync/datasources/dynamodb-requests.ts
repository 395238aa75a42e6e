import { AppSyncError, notRunHere } from '../errors';
import { isObject } from '../json';
import { batchGetItem, batchWriteItem, transactGetItems, transactWriteItems } from './dynamodb-batches';
import type { DynamoDbCall } from './dynamodb-call';
import { deleteItem, getItem, putItem, readPage, updateItem } from './dynamodb-items';

/** Reads a request object. Throws AppSyncError when AppSync could not send it, or this machine does not run it. */
export function readDynamoDbRequest(request: unknown, tableName: string): DynamoDbCall {
  if (!isObject(request))
    throw new AppSyncError('A DynamoDB request has to be an object.', 'MappingTemplate');
  const operation = String(request['operation']);
  switch (operation) {
    case 'GetItem':
      return getItem(request, tableName);
    case 'PutItem':
      return putItem(request, tableName);
    case 'UpdateItem':
      return updateItem(request, tableName);
    case 'DeleteItem':
      return deleteItem(request, tableName);
    case 'Query':
    case 'Scan':
      return readPage(operation, request, tableName);
    case 'BatchGetItem':
      return batchGetItem(request);
    case 'BatchPutItem':
    case 'BatchDeleteItem':
      return batchWriteItem(operation, request);
    case 'TransactGetItems':
      return transactGetItems(request);
    case 'TransactWriteItems':
      return transactWriteItems(request);
    case 'Sync':
      throw notRunHere("The DynamoDB operation 'Sync'");
    default:
      throw new AppSyncError(`Unsupported operation '${operation}'.`, 'MappingTemplate');
  }
}
