import { CONTRACT, SimpulError } from '@simpul/errors';
import { parseJsonBody } from './json-body.ts';
import type { JsonObject } from '../json-object.ts';
import { bareMediaType, forMediaType, isJsonMediaType, type MediaTypes, readMediaTypes } from './media-type.ts';
import { followed } from './references.ts';
import type { SchemaCheck, SchemaChecks } from './schema-check.ts';
import { type Violation, WHOLE } from './violation.ts';

/** What an operation says of the body of its requests. */
export interface RequestBody {
  /**
   * JSON is parsed and checked; other bodies pass by their media type alone.
   *
   * @returns the parsed JSON, undefined when there is none
   * @throws SimpulError `CONTRACT.MEDIA_TYPE_UNKNOWN` or `CONTRACT.BODY_INVALID`
   */
  check(contentType: string | undefined, body: Uint8Array): unknown;
}

/** Without a declaration no body is taken. */
export function readRequestBody(root: JsonObject, value: unknown, checker: SchemaChecks): RequestBody {
  const node = value === undefined ? {} : followed(root, value);
  const required = node['required'] === true;
  const types = readContent(root, node['content'], checker);
  return {
    check(contentType, body) {
      if (body.byteLength === 0) {
        if (required) throw bodyFault({ place: WHOLE, rule: 'required' });
        return undefined;
      }
      const mediaType = bareMediaType(contentType);
      const check = forMediaType(types, mediaType);
      if (!check) throw new SimpulError(CONTRACT.MEDIA_TYPE_UNKNOWN);
      if (!isJsonMediaType(mediaType)) return undefined;
      const parsed = parseJsonBody(body);
      if (!('json' in parsed)) throw bodyFault(parsed);
      const violation = check(parsed.json, body.byteLength);
      if (violation) throw bodyFault(violation);
      return parsed.json;
    },
  };
}

/** The checks of a `content` map. */
export function readContent(root: JsonObject, content: unknown, checker: SchemaChecks): MediaTypes<SchemaCheck> {
  const read = (media: unknown): SchemaCheck => checker.check(followed(root, media)['schema'] ?? true);
  return content === undefined ? new Map() : readMediaTypes(followed(root, content), read);
}

function bodyFault({ place, rule }: Violation): SimpulError {
  return new SimpulError(CONTRACT.BODY_INVALID, { params: { place, rule } });
}
