import { encodeText } from '../encoding/text.ts';
import { TlogError } from '../tlog-error.ts';

/** Deeper values are refused; cycles end here too. */
const MAX_DEPTH = 64;

/**
 * Canonical JSON (RFC 8785) of strings, safe integers, booleans, arrays and plain objects; members that are `undefined` are left out.
 *
 * @throws TlogError `canonical-json` for anything else: null, fractions, large integers, lone surrogates, class instances, cycles
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

/** UTF-8 bytes of {@link canonicalJson}. */
export function canonicalBytes(value: unknown): Uint8Array {
  return encodeText(write(value, 0));
}

function write(value: unknown, depth: number): string {
  if (typeof value === 'string') return writeString(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TlogError('canonical-json', 'a number is not a safe integer');
    return String(value);
  }
  if (depth >= MAX_DEPTH) throw new TlogError('canonical-json', `nested deeper than ${MAX_DEPTH}`);
  if (Array.isArray(value)) return writeArray(value, depth + 1);
  if (isPlainObject(value)) return writeObject(value, depth + 1);
  throw new TlogError('canonical-json', 'only strings, integers, booleans, arrays and plain objects can be written');
}

function writeString(value: string): string {
  if (!value.isWellFormed()) throw new TlogError('canonical-json', 'a lone surrogate');
  return JSON.stringify(value);
}

function writeArray(values: readonly unknown[], depth: number): string {
  let text = '[';
  for (let i = 0; i < values.length; i += 1) text += (i === 0 ? '' : ',') + write(values[i], depth);
  return `${text}]`;
}

function writeObject(value: Readonly<Record<string, unknown>>, depth: number): string {
  let text = '{';
  // Sorting without a comparator is by UTF-16 code units, as RFC 8785 section 3.2.3 demands.
  for (const name of Object.keys(value).toSorted()) {
    const member = value[name];
    if (member === undefined) continue;
    text += `${text === '{' ? '' : ','}${writeString(name)}:${write(member, depth)}`;
  }
  return `${text}}`;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // An object of another realm has another Object.prototype; what both have in common is that nothing is above them.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
