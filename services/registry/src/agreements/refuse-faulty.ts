import { type AgreementText } from '@simpul/contracts';
import { type Fault, REGISTRY, SimpulError } from '@simpul/errors';
import type { ContractOperation } from './domain/contract-operation.ts';
import { faultsOf } from './domain/text-faults.ts';
import type { Circumstances } from '../domain/circumstances.ts';

/** @throws SimpulError `SIMPUL_REGISTRY_INVALID` with everything that keeps a text from coming into force */
export function refuseFaulty(
  text: AgreementText,
  context: Circumstances,
  operations: readonly ContractOperation[] | undefined,
): void {
  const faults: readonly Fault[] = faultsOf(text, context, operations);
  if (faults.length > 0) throw new SimpulError(REGISTRY.INVALID, { faults });
}
