import type { OpenApiDocument } from '../open-api-document.ts';
import { checksOf, ContractCompiler } from './contract-compiler.ts';
import type { ContractEndpoint } from './contract-outline.ts';
import { type ContractOperation, type OperationSource, readOperation, type RequestParts } from './operation.ts';
import type { PathMatch } from './path-matcher.ts';
import { readDocument } from './read-document.ts';
import type { ResponseCheck } from './response-check.ts';

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

/** A contract that messages can be checked against, all in this thread. */
export interface CompiledContract {
  /** What it was made of. */
  readonly document: OpenApiDocument;
  readonly endpoints: readonly ContractEndpoint[];
  /** Finds the operation of a request. @throws SimpulError as `ContractOutline.find` */
  match(method: string, rawPath: string): Operation;
  /**
   * Makes code for every schema now, which costs what first messages would have cost.
   *
   * @throws SimpulError `CONTRACT.UNUSABLE`
   */
  compileAll(): void;
}

/**
 * Makes a validator of an OpenAPI document, as text (3.0 or 3.1, YAML or JSON) or as it was read. Everything in it is read now;
 * code for an operation is made when a message first needs it. It may take long: where others wait, `createContractReader`.
 *
 * @throws SimpulError `CONTRACT.UNUSABLE`
 */
export function compileContract(source: string | OpenApiDocument): CompiledContract {
  const document = typeof source === 'string' ? readDocument(source) : source;
  const compiler = new ContractCompiler(document);
  const names = new Set(compiler.names);
  const made = new Map<OperationSource, ContractOperation>();
  const operationOf = (found: OperationSource): ContractOperation => {
    const known = made.get(found) ?? readOperation(document.root, found, checksOf(compiler.codeOf(found), names));
    made.set(found, known);
    return known;
  };
  return {
    document,
    endpoints: compiler.outline.endpoints,
    match(method, rawPath) {
      const found = compiler.outline.find(method, rawPath);
      return addressed(operationOf(found.value), found);
    },
    compileAll: () => compiler.compileAll(),
  };
}

/** An operation as one request addresses it. */
export function addressed(operation: ContractOperation, { parameters }: PathMatch<unknown>): Operation {
  const { method, template, checkResponse } = operation;
  const checkRequest = (request: RequestParts): { readonly json?: unknown } =>
    operation.checkRequest(request, parameters);
  return { method, template, pathParameters: parameters, checkRequest, checkResponse };
}
