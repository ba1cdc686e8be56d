import type { JsonObject } from '../json-object.ts';
import { readParameters } from './parameter-set.ts';
import { readRequestBody } from './request-body.ts';
import { readResponses, type ResponseCheck } from './response-check.ts';
import type { SchemaChecks } from './schema-check.ts';

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

/** Where an operation gets its checks from. */
export interface OperationChecks {
  readonly text: SchemaChecks;
  readonly json: SchemaChecks;
  readonly response: SchemaChecks;
}

/** An operation as the contract writes it. */
export interface OperationSource {
  readonly method: string;
  readonly template: string;
  readonly pathItem: JsonObject;
  readonly operation: JsonObject;
}

/** Checks are asked for in the same order each time. @throws SimpulError `CONTRACT.UNUSABLE` */
export function readOperation(root: JsonObject, source: OperationSource, checks: OperationChecks): ContractOperation {
  const { method, template, pathItem, operation } = source;
  const parameters = readParameters(root, [pathItem['parameters'], operation['parameters']], checks);
  const requestBody = readRequestBody(root, operation['requestBody'], checks.json);
  return {
    method,
    template,
    checkRequest({ query, headers, contentType, body }, path) {
      parameters.check({ path, query, headers });
      const json = requestBody.check(contentType, body);
      return json === undefined ? {} : { json };
    },
    checkResponse: readResponses(root, operation['responses'], { checker: checks.response, method }),
  };
}
