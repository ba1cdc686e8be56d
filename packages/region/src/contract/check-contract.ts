import type { Finding } from '../finding.ts';
import type { ReadDocument } from '../read-document.ts';

/** What a document must have to be an OpenAPI contract that the bus can hold exchanges to; not a full validation. */
export function checkContract({ data, source }: ReadDocument): readonly Finding[] {
  if (!isRecord(data)) return [source.at([], 'expected an OpenAPI document')];
  const { openapi, paths } = data;
  const findings: Finding[] = [];
  if (typeof openapi !== 'string' || !/^3\.[01]\.\d+$/.test(openapi)) {
    findings.push(source.at(['openapi'], 'expected openapi: 3.0.x or 3.1.x'));
  }
  if (!isRecord(paths)) return [...findings, source.at(['paths'], 'expected paths')];
  for (const path of Object.keys(paths)) {
    if (!path.startsWith('/')) findings.push(source.atKey(['paths', path], 'expected a path that begins with /'));
  }
  return findings;
}

/** Whether a value is a map. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
