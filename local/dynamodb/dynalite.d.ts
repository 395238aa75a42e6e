/**
 * The parts of dynalite that `engine.ts` puts together without its HTTP server. They are not its public face: the
 * exact version is pinned in package.json, and `test/local/dynamodb` fails if they change.
 */
declare module 'dynalite/db/index.js' {
  export interface TableDescription {
    TableName: string;
    TableStatus: string;
    KeySchema: { AttributeName: string; KeyType: string }[];
    AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
    GlobalSecondaryIndexes?: SecondaryIndex[];
    LocalSecondaryIndexes?: SecondaryIndex[];
  }

  export interface SecondaryIndex {
    IndexName: string;
    IndexStatus?: string;
    KeySchema: { AttributeName: string; KeyType: string }[];
    Projection: { ProjectionType?: string; NonKeyAttributes?: string[] };
  }

  export type Callback<T> = (error: Error | null | undefined, value: T) => void;
  export type Done = (error: Error | null | undefined) => void;

  export interface Database<T> {
    get(key: string, callback: Callback<T | undefined>): void;
    put(key: string, value: T, callback: Done): void;
    del(key: string, callback: Done): void;
    /** Calls `run` once nobody else holds the key; `release` makes a callback that gives it back. */
    lock(key: string, run: (release: (done: Done) => Done) => void): void;
  }

  export type Write = { type: 'put'; key: string; value: object } | { type: 'del'; key: string };

  export interface Store {
    tableDb: Database<TableDescription> & { awsAccountId: string; awsRegion: string };
    /** All of it, under prefixes: `item-<table>~`, `index-<local or global>~<table>~<index>~`, … */
    db: {
      open(): Promise<void>;
      /** Whole or not at all, a killed process included. */
      batch(writes: Write[]): Promise<void>;
      get(key: string, callback: Callback<unknown>): void;
      /** LevelDB's own, which dynalite does not use; undefined where there is nothing. */
      getSync(key: string): unknown;
      iterator(range: { gte: string; lt: string }): AsyncIterable<[key: string, value: unknown]>;
    };
    getItemDb(tableName: string): Database<Record<string, unknown>>;
    getIndexDb(kind: string, tableName: string, indexName: string): Database<Record<string, unknown>>;
    lifecycleManager: { gracefulClose(): Promise<void> };
  }

  const db: {
    create(options: {
      path: string;
      createTableMs: number;
      deleteTableMs: number;
      updateTableMs: number;
    }): Store;
  };
  export default db;
}

declare module 'dynalite/validations/index.js' {
  import type { Store } from 'dynalite/db/index.js';
  type Types = Record<string, unknown>;
  const validations: {
    checkTypes(data: object, types: Types): Record<string, unknown>;
    checkValidations(
      data: object,
      types: Types,
      custom: ((data: object, store: Store) => string | undefined) | undefined,
      store: Store,
    ): void;
  };
  export default validations;
}

declare module 'dynalite/validations/*.js' {
  import type { Store } from 'dynalite/db/index.js';
  const validation: {
    types: Record<string, unknown>;
    custom?: (data: object, store: Store) => string | undefined;
  };
  export default validation;
}

declare module 'dynalite/actions/*.js' {
  import type { Store } from 'dynalite/db/index.js';
  const action: (
    store: Store,
    data: object,
    callback: (error: Error | null | undefined, answer: Record<string, unknown>) => void,
  ) => void;
  export default action;
}
