import type { JsonObject } from '../json-object.ts';
import { readParameters } from './parameter-set.ts';
import { readRequestBody } from './request-body.ts';
import { readResponses, type ResponseCheck } from './response-check.ts';
import { SchemaChecker } from './schema-checker.ts';

/** What a request is checked by, besides its path. */
export interface RequestParts {
  /** Raw query without its `?`. */
  readonly query: string | undefined;
  /** Names and values alternating. */
  readonly headers: readonly string[];
  readonly contentType: string | undefined;
  readonly body: Uint8Array;
}

/** One method of one path of a contract. */
export interface ContractOperation {
  readonly method: string;
  /** Path as the contract writes it, e.g. `/permits/{nomor}`. */
  readonly template: string;
  /** Takes the raw values of the path's parameters too. */
  checkRequest(request: RequestParts, path: ReadonlyMap<string, string>): { readonly json?: unknown };
  readonly checkResponse: ResponseCheck;
}

/** The validators that all operations of a contract share. */
export interface ContractCheckers {
  readonly text: SchemaChecker;
  readonly json: SchemaChecker;
  readonly response: SchemaChecker;
}

export function createCheckers(root: JsonObject): ContractCheckers {
  return {
    text: new SchemaChecker(root, { direction: 'request', coerce: true }),
    json: new SchemaChecker(root, { direction: 'request', coerce: false }),
    response: new SchemaChecker(root, { direction: 'response', coerce: false }),
  };
}

export interface OperationSource {
  readonly method: string;
  readonly template: string;
  readonly pathItem: JsonObject;
  readonly operation: JsonObject;
}

/** @throws SimpulError `CONTRACT.UNUSABLE` */
export function readOperation(
  root: JsonObject,
  source: OperationSource,
  checkers: ContractCheckers,
): ContractOperation {
  const { method, template, pathItem, operation } = source;
  const parameters = readParameters(root, [pathItem['parameters'], operation['parameters']], checkers);
  const requestBody = readRequestBody(root, operation['requestBody'], checkers.json);
  return {
    method,
    template,
    checkRequest({ query, headers, contentType, body }, path) {
      parameters.check({ path, query, headers });
      const json = requestBody.check(contentType, body);
      return json === undefined ? {} : { json };
    },
    checkResponse: readResponses(root, operation['responses'], { checker: checkers.response, method }),
  };
}
