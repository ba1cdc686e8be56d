import { isJsonObject, type JsonObject } from './json-object.ts';
import { MAX_REFERENCE_HOPS } from './limits.ts';
import { unusable } from './unusable.ts';

/**
 * What a local reference (`#/…`, RFC 6901) points to.
 *
 * @throws SimpulError `CONTRACT.UNUSABLE` for any other reference
 */
export function atReference(root: JsonObject, reference: unknown): unknown {
  if (typeof reference !== 'string' || !(reference === '#' || reference.startsWith('#/'))) {
    throw unusable('a reference leads out of the document');
  }
  let node: unknown = root;
  for (const token of reference.split('/').slice(1)) {
    const key = unescape(token);
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key))
      throw unusable('a reference leads nowhere');
    node = (node as Readonly<Record<string, unknown>>)[key];
  }
  return node;
}

/** Follows the references of an OpenAPI object (a parameter, a response, …) until there is none. */
export function followed(root: JsonObject, value: unknown): JsonObject {
  let node = value;
  for (let hops = 0; hops <= MAX_REFERENCE_HOPS; hops += 1) {
    if (!isJsonObject(node)) throw unusable('an object is missing where OpenAPI demands one');
    if (!Object.hasOwn(node, '$ref')) return node;
    node = atReference(root, node['$ref']);
  }
  throw unusable('a reference leads in a circle');
}

function unescape(token: string): string {
  try {
    return decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch (error) {
    throw unusable('a reference is badly encoded', error);
  }
}
