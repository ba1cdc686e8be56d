import { type AgreementText, dayIn } from '@simpul/contracts';
import { type Fault, REGISTRY, SimpulError } from '@simpul/errors';
import type { Registry } from '../store/snapshot.ts';
import type { ContractOperation, TextContext } from './domain/text-context.ts';
import { faultsOf } from './domain/text-faults.ts';

/** Id of the one object of kind `settings`. */
const SETTINGS_ID = 'region';

/** What texts are held against now. @throws SimpulError `SIMPUL_REGISTRY_UNKNOWN` while there is no region */
export function contextAt(registry: Registry, now: number): TextContext {
  const settings = registry.value('settings', SETTINGS_ID);
  if (settings === undefined) throw new SimpulError(REGISTRY.UNKNOWN, { params: { kind: 'region', id: '' } });
  return { registry, settings, day: dayIn(settings.timezone, now) };
}

/** @throws SimpulError `SIMPUL_REGISTRY_INVALID` with everything that keeps a text from coming into force */
export function refuseFaulty(
  text: AgreementText,
  context: TextContext,
  operations: readonly ContractOperation[] | undefined,
): void {
  const faults: readonly Fault[] = faultsOf(text, context, operations);
  if (faults.length > 0) throw new SimpulError(REGISTRY.INVALID, { faults });
}
