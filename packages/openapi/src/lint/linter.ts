import { BaseResolver, type Config, createConfig, lintDocument, Source } from '@redocly/openapi-core';
import type { ContractFinding } from '../finding.ts';
import { fromPointer, toPointer } from '../json-pointer.ts';
import { MAX_FINDINGS } from '../limits.ts';
import type { LintSource } from './lint-contract.ts';

/** Rules of the linter that are asked for, and what each says in Indonesian before the linter's own words. */
const RULES: Readonly<Record<string, { readonly severity: 'error' | 'warn'; readonly id: string }>> = {
  struct: { severity: 'error', id: 'Susunan tidak sesuai dengan OpenAPI' },
  'no-identical-paths': { severity: 'error', id: 'Dua jalur hanya berbeda nama parameternya' },
  'no-ambiguous-paths': { severity: 'warn', id: 'Dua jalur dapat cocok dengan permintaan yang sama' },
  'path-parameters-defined': { severity: 'error', id: 'Parameter jalur harus dinyatakan' },
  'path-declaration-must-exist': { severity: 'error', id: 'Parameter jalur tidak boleh tanpa nama' },
  'operation-operationId-unique': { severity: 'error', id: 'operationId harus unik' },
  'operation-parameters-unique': { severity: 'error', id: 'Parameter operasi harus unik' },
  'operation-2xx-response': { severity: 'warn', id: 'Operasi harus memiliki jawaban berhasil (2XX)' },
  'no-invalid-media-type-examples': { severity: 'warn', id: 'Contoh tidak sesuai dengan skemanya' },
  'no-invalid-schema-examples': { severity: 'warn', id: 'Contoh tidak sesuai dengan skemanya' },
  'no-invalid-parameter-examples': { severity: 'warn', id: 'Contoh tidak sesuai dengan skemanya' },
  'no-enum-type-mismatch': { severity: 'warn', id: 'Nilai enum harus sesuai dengan type' },
  'no-required-schema-properties-undefined': { severity: 'warn', id: 'Anggota wajib tidak dinyatakan' },
  'no-schema-type-mismatch': { severity: 'error', id: 'Kata kunci tidak cocok dengan type' },
  'nullable-type-sibling': { severity: 'warn', id: 'nullable hanya bermakna di samping type' },
};

/** The documents that reach it refer to nothing outside; if one did, it would not be fetched. */
class NoResolver extends BaseResolver {
  override loadExternalRef(absoluteRef: string): Promise<never> {
    return Promise.reject(new Error(`nothing is fetched: ${absoluteRef.slice(0, 100)}`));
  }
}

let config: Promise<Config> | undefined;

/**
 * What a linter of others (Redocly) has to say of a contract that could be read. It is slow to load and meant for the
 * thread of the contract worker alone.
 */
export async function runLinter({ written, source }: LintSource): Promise<readonly ContractFinding[]> {
  config ??= createConfig({
    rules: Object.fromEntries(Object.entries(RULES).map(([name, { severity }]) => [name, severity])),
  });
  const problems = await lintDocument({
    document: { source: new Source('contract', ''), parsed: structuredClone(written) },
    config: await config,
    externalRefResolver: new NoResolver(),
  });
  return problems.slice(0, MAX_FINDINGS).map(({ ruleId, severity, message, location }) => {
    const path = fromPointer(location[0]?.pointer ?? '');
    const place = location[0]?.reportOnKey === true ? source.atKey(path) : source.at(path);
    const id = RULES[ruleId]?.id ?? 'Tidak sesuai dengan OpenAPI';
    return {
      ...place,
      pointer: toPointer(path),
      rule: ruleId,
      severity: severity === 'error' ? 'error' : 'warning',
      message: { en: message, id: `${id}: ${message}` },
    };
  });
}
