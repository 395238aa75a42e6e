import { isObject } from '../json';
import type { DataSource } from './data-source';

/** NONE: the request's payload is the result. */
export function noneDataSource(name: string): DataSource {
  return {
    name,
    call: (request) => Promise.resolve({ result: (isObject(request) ? request['payload'] : null) ?? null }),
  };
}
