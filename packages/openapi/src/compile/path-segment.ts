import { unusable } from './unusable.ts';

/** One templated segment of a path: `{nomor}`, or with text around, `{name}.json`. */
export interface TemplatedSegment {
  /** The segment with its names left out: equal for segments that match the same. */
  readonly shape: string;
  readonly names: readonly string[];
  /** Raw values in the order of the names; undefined when the raw segment does not match. */
  match(raw: string): readonly string[] | undefined;
}

const EXPRESSION = /\{([^{}]+)\}/;

/** Undefined for a segment without expressions. */
export function templatedSegment(segment: string): TemplatedSegment | undefined {
  // Literals stand at even places, names between them.
  const parts = segment.split(EXPRESSION);
  if (parts.some((part, i) => i % 2 === 0 && /[{}]/.test(part))) throw unusable('a path has unpaired braces');
  if (parts.length === 1) return undefined;
  if (parts.slice(1, -1).includes('')) throw unusable('a path has two parameters without text between');
  return {
    shape: parts.map((part, i) => (i % 2 === 0 ? part : '{}')).join(''),
    names: parts.filter((_, i) => i % 2 === 1),
    match: (raw) => matchParts(parts, raw),
  };
}

/** Each value ends where the next literal first stands; no value is empty. */
function matchParts(parts: readonly string[], raw: string): readonly string[] | undefined {
  const first = parts[0] ?? '';
  if (!raw.startsWith(first)) return undefined;
  const values: string[] = [];
  let position = first.length;
  for (let i = 1; i < parts.length; i += 2) {
    const literal = parts[i + 1] ?? '';
    const isLast = i === parts.length - 2;
    const end = isLast ? raw.length - literal.length : raw.indexOf(literal, position + 1);
    if (end <= position || !raw.startsWith(literal, end)) return undefined;
    values.push(raw.slice(position, end));
    position = end + literal.length;
  }
  return values;
}
