export type { ContractChange, ContractComparison, Severity, TouchedOperation } from './compare/change.ts';
export { compareContracts } from './compare/compare-contracts.ts';
export {
  compileContract,
  type CompiledContract,
  type ContractEndpoint,
  type Operation,
} from './compile/compile-contract.ts';
export { bareMediaType, isJsonMediaType } from './compile/media-type.ts';
export type { RequestParts } from './compile/operation.ts';
export type { ResponseParts, ResponseVerdict } from './compile/response-check.ts';
export { type ExampleAnswer, exampleAnswer, type ExampleRequest } from './example/example-answer.ts';
export type { ContractFinding, Wording } from './finding.ts';
export { lintContract, type LintSource } from './lint/lint-contract.ts';
export { PERSONAL_IDENTIFIER } from './lint/personal-identifiers.ts';
export type { OpenApiDocument } from './open-api-document.ts';
export { readData, type ReadData } from './read/read-data.ts';
export { readOpenApi, type ReadOpenApi } from './read/read-open-api.ts';
export type { DataPath, Position, SourceMap } from './read/source-map.ts';
export { type ContractWorker, type ContractWorkerOptions, createContractWorker } from './worker/contract-worker.ts';
export type { Examination } from './worker/examine.ts';
