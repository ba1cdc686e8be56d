import { isJsonObject, type JsonObject } from '../../json-object.ts';
import { toPointer } from '../../json-pointer.ts';
import { member, type Part, referred } from '../side.ts';

/** Keywords that describe and change no message. */
const DESCRIBING: ReadonlySet<string> = new Set([
  '$comment',
  '$defs',
  'definitions',
  'deprecated',
  'description',
  'example',
  'examples',
  'externalDocs',
  'summary',
  'title',
]);

/** Whether two parts say the same, whatever their descriptions and wherever what they refer to stands. */
export function isSame(before: Part, after: Part, seen: Set<string> = new Set()): boolean {
  const b = followedPart(before);
  const a = followedPart(after);
  const key = `${toPointer(b.path)} ${toPointer(a.path)}`;
  // A pair that is being compared further up is the same if the rest is.
  if (seen.has(key)) return true;
  seen.add(key);
  if (Array.isArray(b.value) && Array.isArray(a.value)) {
    const { length } = b.value;
    return length === a.value.length && b.value.every((_, i) => isSameMember(b, a, i, seen));
  }
  if (!isJsonObject(b.value) || !isJsonObject(a.value)) return b.value === a.value;
  const names = new Set([...telling(b.value), ...telling(a.value)]);
  return [...names].every((name) => isSameMember(b, a, name, seen));
}

function isSameMember(before: Part, after: Part, name: string | number, seen: Set<string>): boolean {
  const b = member(before, name);
  const a = member(after, name);
  return b !== undefined && a !== undefined && isSame(b, a, seen);
}

function followedPart(part: Part): Part {
  const { root, value } = part;
  const isReference = isJsonObject(value) && typeof value['$ref'] === 'string' && telling(value).length === 1;
  return isReference ? followedPart(referred(root, value['$ref'])) : part;
}

function telling(value: JsonObject): string[] {
  return Object.keys(value).filter((name) => !DESCRIBING.has(name) && !name.startsWith('x-'));
}
