import { isSimpulError } from '@simpul/errors';
import { linearPattern } from '../compile/linear-pattern.ts';
import {
  ASSERTION_KEYWORDS,
  SCHEMA_KEYWORDS,
  SCHEMA_LIST_KEYWORDS,
  SCHEMA_MAP_KEYWORDS,
  SILENT_KEYWORDS,
} from '../compile/schema-vocabulary.ts';
import { isJsonObject, type JsonObject } from '../json-object.ts';
import type { DataPath } from '../read/source-map.ts';
import { walkObjects } from '../read/walk-objects.ts';
import type { Remark, Rule } from './rule.ts';

/** Schemas that the bus can hold messages to: known keywords, patterns of a linear-time engine. */
export const USABLE_SCHEMAS: Rule = { name: 'schema-unusable', severity: 'error', check };

const KNOWN = [ASSERTION_KEYWORDS, SCHEMA_KEYWORDS, SCHEMA_LIST_KEYWORDS, SCHEMA_MAP_KEYWORDS, SILENT_KEYWORDS];

function* check(written: JsonObject): Iterable<Remark> {
  for (const { node, path, isSchema } of walkObjects(written)) {
    if (!isSchema) continue;
    for (const [keyword, value] of Object.entries(node)) {
      const at = [...path, keyword];
      if (keyword === 'pattern') yield* checkPattern(value, at);
      if (keyword === 'patternProperties' && isJsonObject(value)) {
        for (const pattern of Object.keys(value)) yield* checkPattern(pattern, [...at, pattern]);
      }
      if (keyword === '$ref' || keyword.startsWith('x-') || KNOWN.some((known) => known.has(keyword))) continue;
      const message = {
        en: `expected no keyword ${keyword}: messages cannot be held to it`,
        id: `tidak boleh ada kata kunci ${keyword}: pesan tidak dapat diperiksa dengannya`,
      };
      yield { path: at, isName: true, message };
    }
  }
}

function* checkPattern(pattern: unknown, path: DataPath): Iterable<Remark> {
  try {
    if (typeof pattern === 'string') linearPattern(pattern);
  } catch (error) {
    if (!isSimpulError(error)) throw error;
    const message = {
      en: `expected a pattern that a linear-time engine can run: ${String(error.params['reason'])}`,
      id: 'pola harus dapat dijalankan mesin berwaktu linear: tanpa look-around, rujukan balik, atau hitungan besar',
    };
    yield { path, message };
  }
}
