import { concatBytes } from '../encoding/bytes.ts';
import { isCount } from '../encoding/decimal.ts';
import { encodeText } from '../encoding/text.ts';
import { TlogError } from '../tlog-error.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const AT = encodeText('"at"');

/**
 * Puts the member `at` into the canonical bytes of a leaf without it, at its place by RFC 8785, without parsing the leaf.
 *
 * @param at milliseconds
 * @throws TlogError `leaf` when the bytes are no object or have `at` already, `argument` when `at` is no integer >= 0
 */
export function insertAt(leaf: Uint8Array, at: number): Uint8Array {
  if (!isCount(at)) throw new TlogError('argument', 'at must be milliseconds');
  const { position, found } = findAt(leaf);
  if (found) throw new TlogError('leaf', 'the leaf has `at` already');
  const isLast = leaf[position] === CLOSE_OBJECT;
  const isOnly = isLast && position === 1;
  const member = encodeText(`${isLast && !isOnly ? ',' : ''}"at":${at}${isLast ? '' : ','}`);
  return concatBytes([leaf.subarray(0, position), member, leaf.subarray(position)]);
}

/**
 * The leaf as its source sent it: the same bytes without the member `at`; the leaf itself where it has none.
 *
 * @throws TlogError `leaf` when the bytes are no object
 */
export function withoutAt(leaf: Uint8Array): Uint8Array {
  const { position, found } = findAt(leaf);
  if (!found) return leaf;
  const end = skipValue(leaf, position + AT.length + 1);
  if (leaf[end] === COMMA) return concatBytes([leaf.subarray(0, position), leaf.subarray(end + 1)]);
  return concatBytes([leaf.subarray(0, position === 1 ? 1 : position - 1), leaf.subarray(end)]);
}

/** Where the member `at` of the outermost object is, or where it belongs: the start of the first name that sorts after it, or the closing brace. */
function findAt(leaf: Uint8Array): { readonly position: number; readonly found: boolean } {
  const last = leaf.length - 1;
  if (last < 1 || leaf[0] !== OPEN_OBJECT || leaf[last] !== CLOSE_OBJECT) throw new TlogError('leaf', 'not an object');
  let position = 1;
  while (leaf[position] === QUOTE) {
    const order = compareToAt(leaf, position);
    if (order >= 0) return { position, found: order === 0 };
    const colon = skipString(leaf, position);
    if (leaf[colon] !== COLON) throw new TlogError('leaf', 'a name without a value');
    const end = skipValue(leaf, colon + 1);
    if (leaf[end] !== COMMA) {
      position = end;
      break;
    }
    position = end + 1;
    if (leaf[position] !== QUOTE) throw new TlogError('leaf', 'a comma without a name');
  }
  if (position !== last) throw new TlogError('leaf', 'not canonical JSON');
  return { position, found: false };
}

/**
 * Order of the name at `position` against `at`, by bytes. For canonical names that is their order by UTF-16 code units: `at` is ASCII,
 * and what is escaped (quote, backslash, control characters) sorts before `a` and `t` as the backslash does.
 */
function compareToAt(leaf: Uint8Array, position: number): number {
  for (let i = 1; i < AT.length; i += 1) {
    const difference = (leaf[position + i] ?? 0) - (AT[i] ?? 0);
    if (difference !== 0) return i === AT.length - 1 ? 1 : difference;
  }
  return 0;
}

/** Index after the string that starts at `start`. */
function skipString(leaf: Uint8Array, start: number): number {
  let i = start + 1;
  while (i < leaf.length && leaf[i] !== QUOTE) i += leaf[i] === BACKSLASH ? 2 : 1;
  return i + 1;
}

/** Index after the value that starts at `start`: of the comma or bracket that follows it. */
function skipValue(leaf: Uint8Array, start: number): number {
  let depth = 0;
  let i = start;
  while (i < leaf.length) {
    const byte = leaf[i];
    if (byte === QUOTE) {
      i = skipString(leaf, i);
      continue;
    }
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth += 1;
    else if (depth === 0 && (byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY)) return i;
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) depth -= 1;
    i += 1;
  }
  throw new TlogError('leaf', 'not canonical JSON');
}
