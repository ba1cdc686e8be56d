import { MAX_OP_PATH_LENGTH } from '@simpul/contracts';
import { CONTRACT, SimpulError } from '@simpul/errors';
import { type JsonObject, objectAt } from '../json-object.ts';
import { type ContractOperation, createCheckers, readOperation, type RequestParts } from './operation.ts';
import type { OpenApiDocument } from '../open-api-document.ts';
import { METHODS } from '../read/check-outline.ts';
import { PathMatcher } from './path-matcher.ts';
import { readDocument } from './read-document.ts';
import { followed } from './references.ts';
import type { ResponseCheck } from './response-check.ts';
import { unusable } from './unusable.ts';

/** A method and a path template of a contract. */
export interface ContractEndpoint {
  readonly method: string;
  readonly path: string;
}

/** The operation that a request addresses. */
export interface Operation {
  readonly method: string;
  /** Path as the contract writes it, e.g. `/permits/{nomor}`; the log's `op`. */
  readonly template: string;
  /** Raw values, still percent-encoded. */
  readonly pathParameters: ReadonlyMap<string, string>;
  /**
   * @returns the body parsed as JSON, if it is JSON, so that nobody parses it again
   * @throws SimpulError `CONTRACT.*`, with the place and the rule and never a value
   */
  checkRequest(request: RequestParts): { readonly json?: unknown };
  readonly checkResponse: ResponseCheck;
}

/** A contract that messages can be checked against. */
export interface CompiledContract {
  /** What it was made of. */
  readonly document: OpenApiDocument;
  readonly endpoints: readonly ContractEndpoint[];
  /**
   * Finds the operation of a request by its raw path below the service's address (`servers` are ignored). HEAD is not
   * taken for GET: a contract allows what it names.
   *
   * @throws SimpulError `CONTRACT.PATH_UNKNOWN` or `CONTRACT.METHOD_UNKNOWN`
   */
  match(method: string, rawPath: string): Operation;
  /**
   * Makes code for every schema now, which costs what first messages would have cost.
   *
   * @throws SimpulError `CONTRACT.UNUSABLE`
   */
  compileAll(): void;
}

/**
 * Makes a validator of an OpenAPI document, as text (3.0 or 3.1, YAML or JSON) or as it was read. Everything in it is read now; code for a schema
 * is made when a message first needs it.
 *
 * @throws SimpulError `CONTRACT.UNUSABLE`
 */
export function compileContract(source: string | OpenApiDocument): CompiledContract {
  const document = typeof source === 'string' ? readDocument(source) : source;
  const { root } = document;
  const checkers = createCheckers(root);
  const matcher = new PathMatcher<ReadonlyMap<string, ContractOperation>>();
  const endpoints: ContractEndpoint[] = [];
  for (const [template, item] of Object.entries(objectAt(root, 'paths') ?? {})) {
    if (template.startsWith('x-')) continue;
    if (template.length > MAX_OP_PATH_LENGTH) throw unusable(`a path is longer than ${MAX_OP_PATH_LENGTH} characters`);
    const pathItem = followed(root, item);
    const operations = new Map<string, ContractOperation>();
    for (const [method, operation] of operationsOf(pathItem)) {
      operations.set(method, readOperation(root, { method, template, pathItem, operation }, checkers));
      endpoints.push({ method, path: template });
    }
    matcher.add(template, operations);
  }
  return {
    document,
    endpoints,
    match: (method, rawPath) => find(matcher, method, rawPath),
    compileAll: () => {
      for (const checker of Object.values(checkers)) checker.compileAll();
    },
  };
}

function find(
  matcher: PathMatcher<ReadonlyMap<string, ContractOperation>>,
  method: string,
  rawPath: string,
): Operation {
  const found = matcher.match(rawPath);
  if (!found) throw new SimpulError(CONTRACT.PATH_UNKNOWN);
  const operation = found.value.get(method);
  if (!operation) throw new SimpulError(CONTRACT.METHOD_UNKNOWN);
  const { template, checkResponse } = operation;
  const pathParameters = found.parameters;
  const checkRequest = (request: RequestParts): { readonly json?: unknown } =>
    operation.checkRequest(request, pathParameters);
  return { method, template, pathParameters, checkRequest, checkResponse };
}

function operationsOf(pathItem: JsonObject): (readonly [string, JsonObject])[] {
  return METHODS.flatMap((method) => {
    const operation = objectAt(pathItem, method);
    return operation ? [[method.toUpperCase(), operation] as const] : [];
  });
}
