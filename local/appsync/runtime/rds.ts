import { isObject } from '../json';
import type { JsonObject } from '../json';
import { strict } from './refusal';

/** One value of the RDS Data API (`{stringValue: 'a'}`, `{isNull: true}`); undefined for null. */
function fieldValue(field: unknown): unknown {
  if (!isObject(field)) return undefined;
  const [[type, value] = ['isNull', true]] = Object.entries(field);
  switch (type) {
    case 'isNull':
      return undefined;
    case 'arrayValue':
      return arrayValue(value);
    default:
      return value;
  }
}

function arrayValue(value: unknown): unknown {
  const [[type, content] = ['arrayValues', []]] = isObject(value) ? Object.entries(value) : [];
  return type === 'arrayValues' && Array.isArray(content) ? content.map(arrayValue) : content;
}

function recordOf(record: unknown, columns: unknown[]): JsonObject {
  const row: JsonObject = {};
  if (!Array.isArray(record)) return row;
  record.forEach((field, index) => {
    const column = columns[index];
    const { label, name } = isObject(column) ? column : {};
    const value = fieldValue(field);
    if (value !== undefined) row[String(label ?? name ?? index)] = value;
  });
  return row;
}

/** `util.rds`. */
export const rds = strict('util.rds', {
  /**
   * The answer of the RDS Data API as a list of records for each statement. Null columns are left out, and a statement
   * without records has one that is empty: so AWS evaluates it.
   */
  toJsonObject(serialized: unknown): JsonObject[][] | null {
    const answer: unknown = typeof serialized === 'string' ? JSON.parse(serialized) : serialized;
    if (answer === undefined || answer === null) return null;
    const statements = isObject(answer) ? answer['sqlStatementResults'] : undefined;
    if (!Array.isArray(statements))
      throw new Error('util.rds.toJsonObject expects an answer of the RDS Data API.');
    return statements.map((statement: unknown) => {
      const { records, columnMetadata } = isObject(statement) ? statement : {};
      const columns = Array.isArray(columnMetadata) ? columnMetadata : [];
      return Array.isArray(records) ? records.map((record) => recordOf(record, columns)) : [{}];
    });
  },
});
