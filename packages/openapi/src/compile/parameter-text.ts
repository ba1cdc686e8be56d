import type { Parameter } from './parameter.ts';
import { parameterFault } from './parameter-fault.ts';
import { decodePart, decodeQuery, type QueryValues } from './query-string.ts';

/** A parameter's value before its schema: texts, lists of texts, and objects of these. */
export type TextValue = string | readonly string[] | Readonly<Record<string, unknown>>;

const SEPARATORS: Readonly<Record<string, RegExp>> = {
  form: /,/,
  spaceDelimited: /%20|\+/,
  pipeDelimited: /\||%7C/i,
};

/** Takes a path or header value apart (style `simple`). */
export function simpleValue(
  { shape, explode, name }: Parameter,
  decode: (part: string) => string,
  raw: string,
): TextValue {
  if (shape.kind === 'array') return raw.split(',').map((part) => decode(part.trim()));
  if (shape.kind !== 'object') return decode(raw);
  const parts = raw.split(',').map((part) => part.trim());
  if (!explode) return fromPairs(parts.map(decode), name);
  return fromPairs(
    parts.flatMap((part) => {
      const equals = part.indexOf('=');
      if (equals < 0) throw parameterFault(name, 'style');
      return [decode(part.slice(0, equals)), decode(part.slice(equals + 1))];
    }),
    name,
  );
}

/** The names in a query that belong to a parameter. */
export function queryNames({ name, shape, style, explode }: Parameter, query: QueryValues): readonly string[] {
  if (shape.kind !== 'object') return [name];
  if (style === 'deepObject') return [...query.keys()].filter((key) => deepMember(name, key) !== undefined);
  return explode ? shape.members : [name];
}

/** Takes a query parameter apart; undefined when it is not there. */
export function queryValue(parameter: Parameter, query: QueryValues): TextValue | undefined {
  const { name, shape, style, explode } = parameter;
  if (shape.kind === 'object' && (style === 'deepObject' || explode)) {
    const pairs = queryNames(parameter, query).flatMap((key) => {
      const raw = query.get(key);
      return raw === undefined ? [] : [deepMember(name, key) ?? key, decodeQuery(single(raw, name), name)];
    });
    return pairs.length === 0 ? undefined : fromPairs(pairs, name);
  }
  const raw = query.get(name);
  if (raw === undefined) return undefined;
  if (shape.kind === 'array' && explode) return raw.map((part) => decodeQuery(part, name));
  const text = single(raw, name);
  if (shape.kind !== 'array' && shape.kind !== 'object') return decodeQuery(text, name);
  const parts = text.split(SEPARATORS[style] ?? /,/).map((part) => decodeQuery(part, name));
  return shape.kind === 'array' ? parts : fromPairs(parts, name);
}

export function decodePathValue(name: string): (raw: string) => string {
  return (raw) => decodePart(raw, name);
}

function deepMember(name: string, key: string): string | undefined {
  if (!key.startsWith(`${name}[`) || !key.endsWith(']')) return undefined;
  const member = key.slice(name.length + 1, -1);
  return /^[^[\]]+$/.test(member) ? member : undefined;
}

/** A scalar that comes twice could be read in two ways. */
function single(values: readonly string[], name: string): string {
  if (values.length > 1) throw parameterFault(name, 'repeated');
  return values[0] ?? '';
}

function fromPairs(parts: readonly string[], name: string): Readonly<Record<string, unknown>> {
  if (parts.length % 2 === 1) throw parameterFault(name, 'style');
  const entries: [string, string][] = [];
  for (let i = 0; i + 1 < parts.length; i += 2) entries.push([parts[i] ?? '', parts[i + 1] ?? '']);
  return Object.fromEntries(entries);
}
