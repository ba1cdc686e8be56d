import { CONTRACT, isSimpulError } from '@simpul/errors';
import { ContractCompiler } from '../compile/contract-compiler.ts';
import type { ContractEndpoint } from '../compile/contract-outline.ts';
import type { ContractFinding } from '../finding.ts';
import { isJsonObject, type JsonObject } from '../json-object.ts';
import { toPointer } from '../json-pointer.ts';
import { lintContract } from '../lint/lint-contract.ts';
import { runLinter } from '../lint/linter.ts';
import type { OpenApiDocument } from '../open-api-document.ts';
import { METHODS } from '../read/check-outline.ts';
import { readOpenApi } from '../read/read-open-api.ts';
import type { DataPath } from '../read/source-map.ts';

/** What the registry must know of a contract before it takes it. */
export interface Examination {
  /** Whether there is no error among the findings: it was read, linted and compiled. */
  readonly usable: boolean;
  /** In reading order. */
  readonly findings: readonly ContractFinding[];
  /** Of `info`; absent where the document cannot be read. */
  readonly info?: { readonly title: string; readonly version: string };
  /** Empty where the contract is not usable. */
  readonly endpoints: readonly ContractEndpoint[];
}

/** Reads, lints and compiles a contract: what passes here can be used by an exchange. */
export async function examine(source: Uint8Array | string): Promise<Examination> {
  const read = readOpenApi(source);
  if (read.document === undefined) return { usable: false, findings: read.findings, endpoints: [] };
  const { document } = read;
  const compiled = compileAll(document);
  const findings = [...lintContract(read), ...(await runLinter(read))];
  // The compiler knows no places, so it is asked operation by operation where nothing else has told what is wrong.
  if ('reason' in compiled && !findings.some(({ severity }) => severity === 'error')) {
    const path = unusablePart(document);
    const { reason } = compiled;
    const message = {
      en: `expected what messages can be held to: ${reason}`,
      id: `harus dapat dipakai memeriksa pesan: ${reason}`,
    };
    findings.push({ ...read.source.at(path), pointer: toPointer(path), rule: 'unusable', severity: 'error', message });
  }
  const usable = !findings.some(({ severity }) => severity === 'error');
  return {
    usable,
    findings: findings.toSorted((a, b) => a.line - b.line || a.column - b.column),
    info: infoOf(document.root),
    endpoints: usable && !('reason' in compiled) ? compiled.outline.endpoints : [],
  };
}

function compileAll(document: OpenApiDocument): ContractCompiler | { readonly reason: string } {
  try {
    const compiled = new ContractCompiler(document);
    compiled.compileAll();
    return compiled;
  } catch (error) {
    if (isSimpulError(error, CONTRACT.UNUSABLE)) return { reason: String(error.params['reason']) };
    throw error;
  }
}

/** The operation, or else the path, whose part of the contract cannot be compiled by itself. */
function unusablePart({ root, version }: OpenApiDocument): DataPath {
  const paths = root['paths'];
  for (const [path, item] of Object.entries(isJsonObject(paths) ? paths : {})) {
    const shared = Object.entries(isJsonObject(item) ? item : {});
    for (const method of METHODS) {
      if (!shared.some(([name]) => name === method)) continue;
      const alone = Object.fromEntries(shared.filter(([name]) => name === method || !isMethod(name)));
      if ('reason' in compileAll({ root: { ...root, paths: { [path]: alone } }, version }))
        return ['paths', path, method];
    }
  }
  return ['paths'];
}

function isMethod(name: string): boolean {
  return METHODS.some((method) => method === name);
}

function infoOf({ info }: JsonObject): { title: string; version: string } {
  const { title, version } = isJsonObject(info) ? info : {};
  return { title: typeof title === 'string' ? title : '', version: typeof version === 'string' ? version : '' };
}
