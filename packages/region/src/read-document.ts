import { type Document, LineCounter, parseDocument } from 'yaml';
import type { Finding } from './finding.ts';
import { refusedFeatures } from './refused-features.ts';
import { type Position, SourceMap } from './source-map.ts';

/** A document's data, and where each part of it stands in the text. */
export interface ReadDocument {
  readonly data: unknown;
  readonly source: SourceMap;
}

/**
 * Reads YAML 1.2 (core schema) or JSON: one document without anchors, aliases, tags, directives or merge keys, and no
 * key twice. Everything that is refused becomes a finding with its place.
 */
export function readDocument(text: string, file: string): ReadDocument | { readonly findings: readonly Finding[] } {
  const lines = new LineCounter();
  const positionOf = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const document = parse(text, lines);
  if (document === undefined) {
    return { findings: [{ file, line: 1, column: 1, message: 'expected a document that is not nested so deeply' }] };
  }
  const faults = [
    ...[...document.errors, ...document.warnings].map((error) => ({ offset: error.pos[0], message: error.message })),
    ...refusedFeatures(document, text),
  ];
  if (faults.length > 0) {
    return { findings: faults.map(({ offset, message }) => ({ file, ...positionOf(offset), message })) };
  }
  return { data: document.toJS({ maxAliasCount: 0 }), source: new SourceMap(file, document.contents, positionOf) };
}

/** Undefined where nesting exhausts the stack of the library's recursive composer. */
function parse(text: string, lineCounter: LineCounter): Document.Parsed | undefined {
  try {
    return parseDocument(text, {
      lineCounter,
      version: '1.2',
      schema: 'core',
      merge: false,
      uniqueKeys: true,
      prettyErrors: false,
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
