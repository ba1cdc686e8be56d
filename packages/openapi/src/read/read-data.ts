import { type Document, LineCounter, parseDocument } from 'yaml';
import type { Fault, OffsetFault } from './fault.ts';
import { refusedFeatures } from './refused-features.ts';
import { type Position, SourceMap } from './source-map.ts';

/** A document's data, and where each part of it stands in the text. */
export interface ReadData {
  readonly data: unknown;
  readonly source: SourceMap;
}

/**
 * Reads YAML 1.2 (core schema) or JSON as plain data: one document without anchors, aliases, tags, directives or merge
 * keys, and no key twice. Everything that is refused is told with its place.
 */
export function readData(text: string): ReadData | { readonly faults: readonly Fault[] } {
  const lines = new LineCounter();
  const positionOf = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const document = parse(text, lines);
  if (document === undefined || document.errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION')) {
    return { faults: [TOO_DEEP] };
  }
  const faults: OffsetFault[] = [
    ...[...document.errors, ...document.warnings].map(({ pos, message, code }) => ({
      offset: pos[0],
      rule: `yaml-${code.toLowerCase().replaceAll('_', '-')}`,
      message: { en: message, id: `YAML tidak sah: ${message}` },
    })),
    ...refusedFeatures(document, text),
  ];
  if (faults.length > 0) {
    return { faults: faults.map(({ offset, rule, message }) => ({ ...positionOf(offset), rule, message })) };
  }
  return { data: document.toJS({ maxAliasCount: 0 }), source: new SourceMap(document.contents, positionOf) };
}

const TOO_DEEP: Fault = {
  line: 1,
  column: 1,
  rule: 'nesting',
  message: {
    en: 'expected a document that is not nested so deeply',
    id: 'dokumen tidak boleh bersarang sedalam itu',
  },
};

/** Undefined where nesting exhausts the stack of the library's recursive composer. */
function parse(text: string, lineCounter: LineCounter): Document.Parsed | undefined {
  try {
    return parseDocument(text, {
      lineCounter,
      version: '1.2',
      schema: 'core',
      merge: false,
      uniqueKeys: false,
      prettyErrors: false,
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
