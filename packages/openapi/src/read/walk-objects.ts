import { SCHEMA_KEYWORDS, SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS } from '../compile/schema-vocabulary.ts';
import { isJsonObject, type JsonObject } from '../json-object.ts';
import type { DataPath } from './source-map.ts';

/** An object that OpenAPI or JSON Schema gives a meaning, and where it stands. */
export interface PlacedObject {
  readonly node: JsonObject;
  readonly path: DataPath;
  readonly isSchema: boolean;
}

/** What a value is: one object or schema, or a list or map of them under names that the author chose. */
type Role = 'object' | 'objects' | 'schema' | 'schemas';

/** Members of OpenAPI objects whose value maps names to objects. */
const NAMED: ReadonlySet<string> = new Set([
  'callbacks',
  'content',
  'encoding',
  'examples',
  'headers',
  'links',
  'parameters',
  'pathItems',
  'paths',
  'requestBodies',
  'responses',
  'securitySchemes',
  'webhooks',
]);

/** Members that hold data of messages, in which nothing has a meaning. */
const DATA: ReadonlySet<string> = new Set(['const', 'default', 'enum', 'example', 'mapping', 'value']);

/** Every object of a contract that means something; members of examples and defaults do not. */
export function* walkObjects(root: JsonObject): Iterable<PlacedObject> {
  const waiting: { readonly value: unknown; readonly path: DataPath; readonly role: Role }[] = [
    { value: root, path: [], role: 'object' },
  ];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, path, role } = next;
    if (Array.isArray(value)) {
      const each = role === 'schemas' || role === 'schema' ? 'schema' : 'object';
      for (const [i, item] of value.entries()) waiting.push({ value: item, path: [...path, i], role: each });
      continue;
    }
    if (!isJsonObject(value)) continue;
    if (role === 'object' || role === 'schema') yield { node: value, path, isSchema: role === 'schema' };
    for (const [name, member] of Object.entries(value)) {
      const inner = roleOfMember(role, name);
      if (inner) waiting.push({ value: member, path: [...path, name], role: inner });
    }
  }
}

function roleOfMember(role: Role, name: string): Role | undefined {
  if (role === 'objects') return 'object';
  if (role === 'schemas') return 'schema';
  if (role === 'schema') {
    if (SCHEMA_KEYWORDS.has(name)) return 'schema';
    const holdsMany =
      SCHEMA_LIST_KEYWORDS.has(name) || SCHEMA_MAP_KEYWORDS.has(name) || name === '$defs' || name === 'definitions';
    return holdsMany ? 'schemas' : undefined;
  }
  if (name === 'schema') return 'schema';
  if (name === 'schemas') return 'schemas';
  if (DATA.has(name) || name.startsWith('x-')) return undefined;
  return NAMED.has(name) ? 'objects' : 'object';
}
