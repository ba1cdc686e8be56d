import type { ContractFinding } from '../finding.ts';
import { isJsonObject, type JsonObject } from '../json-object.ts';
import { toPointer } from '../json-pointer.ts';
import { MAX_FINDINGS, MAX_TEXT_BYTES } from '../limits.ts';
import type { OpenApiDocument } from '../open-api-document.ts';
import { checkMembers, type MemberFault } from './check-members.ts';
import { checkOutline } from './check-outline.ts';
import { checkReferences } from './check-references.ts';
import { decodeText } from './decode-text.ts';
import type { Fault } from './fault.ts';
import { readData } from './read-data.ts';
import type { SourceMap } from './source-map.ts';
import { toThreeOne } from './to-three-one.ts';

/** A contract that was read as it was written, or why it cannot be. */
export type ReadOpenApi =
  | {
      readonly document: OpenApiDocument;
      readonly findings: readonly [];
      /** The data as it was written, whose places `source` knows. */
      readonly written: JsonObject;
      readonly source: SourceMap;
    }
  | { readonly document?: undefined; readonly findings: readonly ContractFinding[] };

/**
 * Reads an OpenAPI document (3.0 or 3.1, YAML or JSON) from untrusted bytes or text, within limits of size, depth and
 * number; nothing outside it is ever fetched. What may be read but not used is told by `lintContract`.
 *
 * @returns the document, or at least one finding of severity `error`
 * @example const { document, findings } = readOpenApi('openapi: 3.1.0\ninfo: {title: t, version: "1"}\npaths: {}');
 */
export function readOpenApi(source: Uint8Array | string): ReadOpenApi {
  const text = decodeText(source, MAX_TEXT_BYTES);
  if (typeof text !== 'string') return refused([text]);
  const read = readData(text);
  if ('faults' in read) return refused(read.faults);
  const { data } = read;
  if (!isJsonObject(data)) return refusedAt([NO_OBJECT], read.source);
  // Each looks at what those before it made safe to look at.
  for (const check of [checkMembers, checkOutline, checkReferences]) {
    const faults = atMost(check(data), MAX_FINDINGS);
    if (faults.length > 0) return refusedAt(faults, read.source);
  }
  const version = String(data['openapi']).startsWith('3.0') ? '3.0' : '3.1';
  const root = toThreeOne(data);
  if (root === undefined) return refusedAt([NOT_UPGRADED], read.source);
  return { document: { root, version }, findings: [], written: data, source: read.source };
}

const NO_OBJECT: MemberFault = {
  path: [],
  rule: 'document',
  message: { en: 'expected an OpenAPI document', id: 'harus berupa dokumen OpenAPI' },
};
const NOT_UPGRADED: MemberFault = {
  path: ['openapi'],
  rule: 'upgrade',
  message: {
    en: 'expected a document of 3.0 that can be read as 3.1',
    id: 'dokumen 3.0 harus dapat dibaca sebagai 3.1',
  },
};

function refusedAt(faults: readonly MemberFault[], source: SourceMap): ReadOpenApi {
  return {
    findings: faults.map(({ path, rule, message }) => ({
      ...(rule === 'path' || rule.startsWith('name-') ? source.atKey(path) : source.at(path)),
      pointer: toPointer(path),
      rule,
      severity: 'error',
      message,
    })),
  };
}

function refused(faults: readonly Fault[]): ReadOpenApi {
  const findings = faults.slice(0, MAX_FINDINGS).map(({ line, column, rule, message }) => ({
    line,
    column,
    pointer: '',
    rule,
    severity: 'error' as const,
    message,
  }));
  return { findings };
}

function atMost<T>(items: Iterable<T>, limit: number): readonly T[] {
  const taken: T[] = [];
  for (const item of items) {
    taken.push(item);
    if (taken.length >= limit) break;
  }
  return taken;
}
