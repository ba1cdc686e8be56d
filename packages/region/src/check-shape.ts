import type { ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Finding } from './finding.ts';
import { nearest } from './nearest.ts';
import { REGION_SCHEMA, type RegionFile } from './schema/region.ts';
import type { DataPath, SourceMap } from './source-map.ts';

const ajv = new Ajv2020({
  allErrors: true,
  verbose: true,
  strict: true,
  allowUnionTypes: true,
  discriminator: true,
});
const validate = ajv.compile<RegionFile>(REGION_SCHEMA);

/** Holds a document to the schema; every departure is a finding at its place. */
export function checkShape(data: unknown, source: SourceMap): { file: RegionFile } | { findings: readonly Finding[] } {
  if (validate(data)) return { file: data };
  const findings = (validate.errors ?? []).map((error) => findingOf(error, source));
  const distinct = new Map(
    findings.map((finding) => [`${finding.line}:${finding.column} ${finding.message}`, finding]),
  );
  return { findings: [...distinct.values()] };
}

function findingOf(error: ErrorObject, source: SourceMap): Finding {
  const path = pathOf(error.instancePath);
  const schema = (error.parentSchema ?? {}) as { description?: string; properties?: object; enum?: unknown[] };
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(error.params['additionalProperty']);
      return source.atKey([...path, key], unknownKey(key, Object.keys(schema.properties ?? {})));
    }
    case 'required':
      return source.at(path, `expected the key ${String(error.params['missingProperty'])}`);
    case 'enum':
      return source.at(path, expectedOneOf(error.params['allowedValues'] as unknown[], error.data));
    case 'const':
      return source.at(path, `expected ${String(error.params['allowedValue'])}`);
    case 'discriminator':
      return source.at([...path, String(error.params['tag'])], `expected ${schema.description ?? 'a known kind'}`);
    default:
      return source.at(path, expectedValue(error, schema.description));
  }
}

function expectedValue(error: ErrorObject, description: string | undefined): string {
  const asked = description ?? typeOf(error);
  const hint = wantsQuotes(error) ? '; put it in quotes' : '';
  return asked === undefined ? `this value ${error.message ?? 'is not valid'}` : `expected ${asked}${hint}`;
}

function typeOf(error: ErrorObject): string | undefined {
  if (error.keyword !== 'type') return undefined;
  return `a value of type ${String(error.params['type'])}`;
}

/** YAML reads `18.71` and `true` as a number and a truth value where a text was meant. */
function wantsQuotes(error: ErrorObject): boolean {
  return (
    error.keyword === 'type' &&
    error.params['type'] === 'string' &&
    (typeof error.data === 'number' || typeof error.data === 'boolean')
  );
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = nearest(key, known);
  const advice = near === undefined ? `expected one of ${known.join(', ')}` : `did you mean ${near}?`;
  return `unknown key ${key}; ${advice}`;
}

function expectedOneOf(allowed: readonly unknown[], value: unknown): string {
  const near = typeof value === 'string' ? nearest(value, allowed.map(String)) : undefined;
  return `expected one of ${allowed.join(', ')}${near === undefined ? '' : `; did you mean ${near}?`}`;
}

/** Turns a JSON Pointer (RFC 6901) into a path. */
function pathOf(pointer: string): DataPath {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}
