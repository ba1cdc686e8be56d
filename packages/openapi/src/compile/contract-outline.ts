import { MAX_OP_PATH_LENGTH } from '@simpul/contracts';
import { CONTRACT, SimpulError } from '@simpul/errors';
import { type JsonObject, objectAt } from '../json-object.ts';
import { METHODS } from '../read/check-outline.ts';
import type { OperationSource } from './operation.ts';
import { type PathMatch, PathMatcher } from './path-matcher.ts';
import { followed } from './references.ts';
import { unusable } from './unusable.ts';

/** A method and a path template of a contract. */
export interface ContractEndpoint {
  readonly method: string;
  readonly path: string;
}

/** The operations of a contract, without what they hold messages to. */
export interface ContractOutline {
  readonly operations: readonly OperationSource[];
  readonly endpoints: readonly ContractEndpoint[];
  /**
   * Finds the operation of a request by its raw path below the service's address (`servers` are ignored). HEAD is not
   * taken for GET: a contract allows what it names.
   *
   * @throws SimpulError `CONTRACT.PATH_UNKNOWN` or `CONTRACT.METHOD_UNKNOWN`
   */
  find(method: string, rawPath: string): PathMatch<OperationSource>;
}

/** @throws SimpulError `CONTRACT.UNUSABLE` */
export function outlineOf(root: JsonObject): ContractOutline {
  const matcher = new PathMatcher<ReadonlyMap<string, OperationSource>>();
  const operations: OperationSource[] = [];
  for (const [template, item] of Object.entries(objectAt(root, 'paths') ?? {})) {
    if (template.startsWith('x-')) continue;
    if (template.length > MAX_OP_PATH_LENGTH) throw unusable(`a path is longer than ${MAX_OP_PATH_LENGTH} characters`);
    const ofPath = operationsOf(followed(root, item), template);
    operations.push(...ofPath);
    matcher.add(template, new Map(ofPath.map((operation) => [operation.method, operation])));
  }
  return {
    operations,
    endpoints: operations.map(({ method, template }) => ({ method, path: template })),
    find(method, rawPath) {
      const found = matcher.match(rawPath);
      if (!found) throw new SimpulError(CONTRACT.PATH_UNKNOWN);
      const operation = found.value.get(method);
      if (!operation) throw new SimpulError(CONTRACT.METHOD_UNKNOWN);
      return { value: operation, parameters: found.parameters };
    },
  };
}

function operationsOf(pathItem: JsonObject, template: string): OperationSource[] {
  return METHODS.flatMap((name) => {
    const operation = objectAt(pathItem, name);
    return operation ? [{ method: name.toUpperCase(), template, pathItem, operation }] : [];
  });
}
