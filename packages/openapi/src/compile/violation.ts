import type { ErrorObject } from 'ajv';
import { MAX_PLACE_LENGTH } from '../limits.ts';

/** Where and how a message breaks its contract; never what it holds. */
export interface Violation {
  /** JSON Pointer in which `*` stands for names that the contract does not give; `/` for the whole. */
  readonly place: string;
  /** JSON Schema keyword, or one of ours: `json`, `encoding`, `depth`, `effort`, `status`, `mediaType`, … */
  readonly rule: string;
}

export const WHOLE = '/';

/**
 * The outermost failure. Callers choose names of members (they may be personal data), so only names that stand in the
 * contract are shown.
 */
export function toViolation(
  errors: readonly ErrorObject[] | null | undefined,
  value: unknown,
  names: ReadonlySet<string>,
): Violation {
  const error = errors?.at(-1);
  if (!error) return { place: WHOLE, rule: 'schema' };
  const missing: unknown = error.params['missingProperty'];
  const last = typeof missing === 'string' && names.has(missing) ? `/${escape(missing)}` : '';
  const place = `${shownPointer(error.instancePath, value, names)}${last}`;
  return { place: place === '' ? WHOLE : place.slice(0, MAX_PLACE_LENGTH), rule: error.keyword };
}

function shownPointer(pointer: string, value: unknown, names: ReadonlySet<string>): string {
  let node = value;
  let shown = '';
  for (const token of pointer.split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    shown += Array.isArray(node) || names.has(key) ? `/${token}` : '/*';
    node = typeof node === 'object' && node !== null ? (node as Readonly<Record<string, unknown>>)[key] : undefined;
  }
  return shown;
}

function escape(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
