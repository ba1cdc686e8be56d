import { constructFromEvents, CORE_SCHEMA, parseEvents, YAMLException } from 'js-yaml';
import { MAX_DEPTH } from '../limits.ts';
import type { Fault } from './fault.ts';
import { refusedFeatures, TOO_DEEP } from './refused-features.ts';
import { SourceMap } from './source-map.ts';
import { TextLines } from './text-lines.ts';

/** A document's data, and where each part of it stands in the text. */
export interface ReadData {
  readonly data: unknown;
  readonly source: SourceMap;
}

/** How deep the library's parser may call itself: for a level of nesting it does so once or twice. */
const MAX_RECURSION = 3 * MAX_DEPTH;

/**
 * Reads YAML 1.2 (core schema) or JSON as plain data: one document without anchors, aliases, tags, directives or merge
 * keys, and no key twice. Everything that is refused is told with its place, of what is no YAML the first.
 */
export function readData(text: string): ReadData | { readonly faults: readonly Fault[] } {
  try {
    const events = parseEvents(text, { maxDepth: MAX_RECURSION });
    const lines = new TextLines(text);
    const faults = refusedFeatures(events, text);
    if (faults.length > 0) {
      return { faults: faults.map(({ offset, rule, message }) => ({ ...lines.at(offset), rule, message })) };
    }
    const [data = null] = constructFromEvents(events, { source: text, schema: CORE_SCHEMA, maxAliases: 0 });
    return { data, source: new SourceMap(events, text, lines) };
  } catch (error) {
    if (error instanceof YAMLException) return { faults: [faultOf(error)] };
    throw error;
  }
}

function faultOf({ reason, mark }: YAMLException): Fault {
  const place = { line: (mark?.line ?? 0) + 1, column: (mark?.column ?? 0) + 1 };
  if (reason.startsWith('nesting exceeded')) return { ...place, rule: 'nesting', message: TOO_DEEP };
  if (reason === 'duplicated mapping key') return { ...place, rule: 'key-repeated', message: REPEATED };
  return { ...place, rule: 'yaml-syntax', message: { en: `no YAML: ${reason}`, id: `YAML tidak sah: ${reason}` } };
}

const REPEATED = { en: 'expected each key once', id: 'kunci tidak boleh berulang' };
