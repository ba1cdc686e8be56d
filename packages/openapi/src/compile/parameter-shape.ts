import { isJsonObject, type JsonObject } from '../json-object.ts';
import { MAX_REFERENCE_HOPS } from '../limits.ts';
import { followed } from './references.ts';
import { unusable } from './unusable.ts';

/** How a parameter's text is taken apart before its schema sees it. */
export type ParameterShape =
  | { readonly kind: 'scalar' }
  | { readonly kind: 'array' }
  | { readonly kind: 'object'; readonly members: readonly string[] };

const SCALAR: ParameterShape = { kind: 'scalar' };

/** What a parameter's schema says of its shape, also behind references and in `allOf`. */
export function parameterShape(root: JsonObject, schema: unknown, depth = 0): ParameterShape {
  if (depth > MAX_REFERENCE_HOPS) throw unusable("a parameter's schema leads in a circle");
  if (!isJsonObject(schema)) return SCALAR;
  const node = followed(root, schema);
  const types: readonly unknown[] = Array.isArray(node['type']) ? node['type'] : [node['type']];
  const { properties } = node;
  if (types.includes('array') || 'items' in node) return { kind: 'array' };
  if (types.includes('object') || isJsonObject(properties)) {
    return { kind: 'object', members: isJsonObject(properties) ? Object.keys(properties) : [] };
  }
  const parts: readonly unknown[] = Array.isArray(node['allOf']) ? node['allOf'] : [];
  for (const part of parts) {
    const shape = parameterShape(root, part, depth + 1);
    if (shape.kind !== 'scalar') return shape;
  }
  return SCALAR;
}
