import { CONTRACT, SimpulError } from '@simpul/errors';
import type { Operation } from '../../src/index.ts';
import { compileContract } from '../../src/index.ts';

type Json = Readonly<Record<string, unknown>>;

/** A contract of one path, `/x`, with one operation for each method that is given. */
export function documentOf(operations: Json, more: Json = {}): string {
  return JSON.stringify({ openapi: '3.1.0', info: { title: 't', version: '1' }, paths: { '/x': operations }, ...more });
}

/** A POST whose JSON body has a schema. */
export function bodyOperation(schema: unknown, more: Json = {}, version = '3.1.0'): Operation {
  const post = {
    requestBody: { required: true, content: { 'application/json': { schema } } },
    responses: { 200: { description: 'ok', content: { 'application/json': { schema } } } },
  };
  return compileContract(documentOf({ post }, { ...more, openapi: version })).match('POST', '/x');
}

/** A GET with parameters. */
export function parameterOperation(parameters: readonly unknown[], more: Json = {}): Operation {
  return compileContract(documentOf({ get: { parameters, responses: {} } }, more)).match('GET', '/x');
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Sends JSON; the parsed body comes back. */
export function send(operation: Operation, json: unknown, contentType = 'application/json'): unknown {
  return sendText(operation, JSON.stringify(json), contentType);
}

export function sendText(operation: Operation, text: string, contentType = 'application/json'): unknown {
  return operation.checkRequest({ query: undefined, headers: [], contentType, body: bytes(text) }).json;
}

export function ask(operation: Operation, query: string | undefined, headers: readonly string[] = []): void {
  operation.checkRequest({ query, headers, contentType: undefined, body: new Uint8Array() });
}

/** The error that an action ends with, as `KEY place rule`. */
export function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (!(error instanceof SimpulError)) throw error;
    const key = Object.keys(CONTRACT).find((each) => CONTRACT[each as keyof typeof CONTRACT] === error.definition);
    return [key, ...Object.values(error.params)].join(' ');
  }
  return 'nothing';
}
