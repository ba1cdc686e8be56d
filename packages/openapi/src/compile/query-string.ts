import { parameterFault } from './parameter-fault.ts';

/** Raw values of each name, in order. */
export type QueryValues = ReadonlyMap<string, readonly string[]>;

const NONE: QueryValues = new Map();

/**
 * Splits a raw query at `&`; names are decoded, values stay raw, because lists are split before they are decoded.
 *
 * @throws SimpulError `CONTRACT.PARAMETER_INVALID`
 */
export function splitQuery(raw: string | undefined): QueryValues {
  if (raw === undefined || raw === '') return NONE;
  const values = new Map<string, string[]>();
  for (const pair of raw.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decodeQuery(equals < 0 ? pair : pair.slice(0, equals), '*');
    const value = equals < 0 ? '' : pair.slice(equals + 1);
    const others = values.get(name);
    if (others) others.push(value);
    else values.set(name, [value]);
  }
  return values;
}

/** Decodes a part of a query (`+` is a space, as in forms); `place` is named when that fails. */
export function decodeQuery(raw: string, place: string): string {
  return decodePart(raw.includes('+') ? raw.replaceAll('+', ' ') : raw, place);
}

/** Percent-decodes a part of a path or query; `place` is named when that fails. */
export function decodePart(raw: string, place: string): string {
  if (!raw.includes('%')) return raw;
  try {
    return decodeURIComponent(raw);
  } catch {
    throw parameterFault(place, 'encoding');
  }
}
