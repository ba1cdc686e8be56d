import { readData } from '@simpul/openapi';
import type { Finding } from './finding.ts';
import { SourceMap } from './source-map.ts';

/** A document's data, and where each part of it stands in the text. */
export interface ReadDocument {
  readonly data: unknown;
  readonly source: SourceMap;
}

/** Reads the region file as plain data (`readData`). Everything that is refused becomes a finding with its place. */
export function readDocument(text: string, file: string): ReadDocument | { readonly findings: readonly Finding[] } {
  const read = readData(text);
  if ('faults' in read) {
    return { findings: read.faults.map(({ line, column, message }) => ({ file, line, column, message: message.en })) };
  }
  return { data: read.data, source: new SourceMap(file, read.source) };
}
