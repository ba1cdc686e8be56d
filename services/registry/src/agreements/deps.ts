import type { AgreementText, Params, registryDecideAgreement } from '@simpul/contracts';
import type { Notices } from '../notices/notices.ts';
import type { RegistryStore } from '../store/registry-store.ts';
import type { Registry } from '../store/snapshot.ts';
import type { Write } from '../writer.ts';
import type { ContractOperation } from './domain/contract-operation.ts';

/** What somebody decides. */
export type DecisionParams = Params<typeof registryDecideAgreement>;

/** Operations of the contract of the version that a text is for; undefined where there is no contract. */
export type OperationsOf = (
  text: AgreementText,
  registry: Registry,
  day: string,
) => Promise<readonly ContractOperation[] | undefined>;

/** What the acts on agreements work with. */
export interface AgreementDeps {
  readonly store: Pick<RegistryStore, 'refresh' | 'registry'>;
  readonly write: Write;
  readonly notify: Notices['notify'];
  readonly operationsOf: OperationsOf;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}
