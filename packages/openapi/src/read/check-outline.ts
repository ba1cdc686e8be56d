import { MAX_OP_PATH_LENGTH } from '@simpul/contracts';
import { isJsonObject, type JsonObject } from '../json-object.ts';
import { MAX_OPERATIONS } from '../limits.ts';
import type { MemberFault } from './check-members.ts';

/** Methods of a path item that are operations (OpenAPI 3.1, Path Item Object). */
export const METHODS = ['delete', 'get', 'head', 'options', 'patch', 'post', 'put', 'trace'] as const;

/** What a document must have to be an OpenAPI contract that the bus can hold exchanges to; not a full validation. */
export function* checkOutline({ openapi, paths }: JsonObject): Iterable<MemberFault> {
  if (typeof openapi !== 'string' || !/^3\.[01]\.\d+$/.test(openapi)) {
    yield fault(['openapi'], 'version', 'expected openapi: 3.0.x or 3.1.x', 'harus openapi: 3.0.x atau 3.1.x');
  }
  if (!isJsonObject(paths)) {
    yield fault(['paths'], 'paths', 'expected paths', 'harus memuat paths');
    return;
  }
  let operations = 0;
  for (const [path, item] of Object.entries(paths)) {
    if (path.startsWith('x-')) continue;
    const at = ['paths', path];
    if (!path.startsWith('/')) yield fault(at, 'path', PATH, 'jalur harus diawali /');
    if (path.length > MAX_OP_PATH_LENGTH) {
      const limit = MAX_OP_PATH_LENGTH;
      yield fault(
        at,
        'path',
        `expected a path of at most ${limit} characters`,
        `jalur paling panjang ${limit} karakter`,
      );
    }
    operations += isJsonObject(item) ? METHODS.filter((method) => Object.hasOwn(item, method)).length : 0;
    if (operations > MAX_OPERATIONS) {
      const limit = MAX_OPERATIONS;
      yield fault(at, 'operations', `expected at most ${limit} operations`, `paling banyak ${limit} operasi`);
      return;
    }
  }
}

const PATH = 'expected a path that begins with /';

function fault(path: readonly string[], rule: string, en: string, id: string): MemberFault {
  return { path, rule, message: { en, id } };
}
