import { CONTRACT, isSimpulError } from '@simpul/errors';
import { parseJsonBody } from './json-body.ts';
import type { JsonObject } from '../json-object.ts';
import { bareMediaType, forMediaType, isJsonMediaType, type MediaTypes } from './media-type.ts';
import { followed } from './references.ts';
import { readContent } from './request-body.ts';
import type { SchemaCheck, SchemaChecks } from './schema-check.ts';
import { type Violation, WHOLE } from './violation.ts';

export interface ResponseParts {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly body: Uint8Array;
}

/** `json` is there when the answer's body is JSON that was parsed. */
export type ResponseVerdict = { readonly ok: true; readonly json?: unknown } | ({ readonly ok: false } & Violation);

/** Whether an answer keeps its operation's contract. */
export type ResponseCheck = (response: ResponseParts) => ResponseVerdict;

/** Undefined: the response is declared without content, so its body is not checked. */
type Declared = MediaTypes<SchemaCheck> | undefined;

const OK: ResponseVerdict = { ok: true };
const NO_CONTENT = 204;
const NOT_MODIFIED = 304;

/** Reads an operation's responses: by exact status, then by range (`4XX`), then `default`. */
export function readResponses(
  root: JsonObject,
  value: unknown,
  { checker, method }: { readonly checker: SchemaChecks; readonly method: string },
): ResponseCheck {
  const declared = new Map<string, Declared>();
  for (const [status, response] of Object.entries(value === undefined ? {} : followed(root, value))) {
    if (status.startsWith('x-')) continue;
    const { content } = followed(root, response);
    declared.set(status.toUpperCase(), content === undefined ? undefined : readContent(root, content, checker));
  }
  const keyOf = (status: number): string | undefined =>
    [String(status), `${Math.floor(status / 100)}XX`, 'DEFAULT'].find((key) => declared.has(key));
  return ({ status, contentType, body }) => {
    const key = keyOf(status);
    if (key === undefined) return fault('status');
    const bodiless = method === 'HEAD' || status === NO_CONTENT || status === NOT_MODIFIED;
    const types = declared.get(key);
    if (bodiless || types === undefined || types.size === 0) return OK;
    try {
      return checkContent(types, contentType, body);
    } catch (error) {
      // The provider has been called, so this is about its answer and no longer about the request.
      if (isSimpulError(error, CONTRACT.UNUSABLE)) return fault('unusable');
      throw error;
    }
  };
}

function checkContent(
  types: MediaTypes<SchemaCheck>,
  contentType: string | undefined,
  body: Uint8Array,
): ResponseVerdict {
  const mediaType = bareMediaType(contentType);
  const check = forMediaType(types, mediaType);
  if (!check) return fault('mediaType');
  if (!isJsonMediaType(mediaType)) return OK;
  const parsed = parseJsonBody(body);
  if (!('json' in parsed)) return { ok: false, ...parsed };
  const violation = check(parsed.json, body.byteLength);
  return violation ? { ok: false, ...violation } : { ok: true, json: parsed.json };
}

function fault(rule: string): ResponseVerdict {
  return { ok: false, place: WHOLE, rule };
}
