import { isJsonObject, type JsonObject } from '../json-object.ts';
import { MAX_REFERENCE_HOPS } from '../limits.ts';
import { targetOf } from '../read/check-references.ts';
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
  const target = targetOf(root, reference);
  if (target === undefined) throw unusable('a reference leads nowhere');
  return target.value;
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
