import type { Agreement } from '@simpul/contracts';
import { isNamed } from './endpoint-faults.ts';
import type { ContractOperation } from './contract-operation.ts';

/** Whether what an agreement lets its consumer do touches one of these operations; none named: it does. */
export function touches({ endpoints }: Agreement, operations: readonly ContractOperation[]): boolean {
  if (endpoints === undefined || operations.length === 0) return true;
  return endpoints.some(({ method, path }) => operations.some((operation) => isNamed(operation, method, path)));
}
