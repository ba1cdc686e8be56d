import type { SubjectPointer } from '@simpul/contracts';

/** A person whom a message names. */
export interface Subject {
  readonly kind: string;
  readonly value: string;
}

/** Persons counted in one exchange; a message that names more is recorded with this many. */
const MAX_SUBJECTS = 10_000;
/** What may follow an array in a JSON Pointer (RFC 6901 section 4). */
const ARRAY_INDEX = /^(?:0|[1-9][0-9]*)$/;

/** Where subjects may stand outside the bodies. */
export interface SubjectPlaces {
  readonly pathParameters: ReadonlyMap<string, string>;
  readonly query: string | undefined;
}

/** Persons that the request names, by the service's `data.subjects`. `body` is parsed JSON or undefined. */
export function requestSubjects(pointers: readonly SubjectPointer[], body: unknown, places: SubjectPlaces): Subject[] {
  const found: Subject[] = [];
  for (const { in: place, at, kind } of pointers) {
    if (place === 'body') collect(body, segmentsOf(at), 0, kind, found);
    if (place === 'path') add(places.pathParameters.get(at), kind, found);
    if (place === 'query')
      for (const value of new URLSearchParams(places.query ?? '').getAll(at)) add(value, kind, found);
  }
  return found;
}

/** Persons that the answer names. */
export function responseSubjects(pointers: readonly SubjectPointer[], body: unknown): Subject[] {
  const found: Subject[] = [];
  for (const { in: place, at, kind } of pointers) {
    if (place === 'response') collect(body, segmentsOf(at), 0, kind, found);
  }
  return found;
}

/** JSON Pointer (RFC 6901) whose segments may be `*`: every element of an array, every member of an object. */
function segmentsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function collect(value: unknown, segments: readonly string[], depth: number, kind: string, found: Subject[]): void {
  const segment = segments[depth];
  if (segment === undefined) return add(value, kind, found);
  if (typeof value !== 'object' || value === null) return;
  if (segment === '*') {
    for (const item of Object.values(value)) collect(item, segments, depth + 1, kind, found);
  } else if (Array.isArray(value) ? ARRAY_INDEX.test(segment) : Object.hasOwn(value, segment)) {
    collect((value as Record<string, unknown>)[segment], segments, depth + 1, kind, found);
  }
}

function add(value: unknown, kind: string, found: Subject[]): void {
  if (found.length >= MAX_SUBJECTS) return;
  if (typeof value === 'string' || typeof value === 'number') found.push({ kind, value: String(value) });
}
