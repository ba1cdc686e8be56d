export { compileContract, type CompiledContract, type ContractEndpoint, type Operation } from './compile-contract.ts';
export {
  type ContractCache,
  type ContractCacheOptions,
  createContractCache,
  type RegisteredContract,
} from './contract-cache.ts';
export { bareMediaType, isJsonMediaType } from './media-type.ts';
export type { RequestParts } from './operation.ts';
export type { ResponseParts, ResponseVerdict } from './response-check.ts';
