import type { Module } from '@simpul/bus';
import type { AuditConfig, SignerConfig } from './config.ts';
import { type AuditDeps, createAuditService } from './service.ts';
import { createSignerModule, type SignerDeps } from './signer/signer-service.ts';

export type { AuditConfig, SignerConfig } from './config.ts';
export type { AuditDeps } from './service.ts';
export type { SignerDeps } from './signer/signer-service.ts';

/**
 * Creates the audit service: the append-only log with its sequencer, signer and readers (design 05). Registers its actions
 * and does nothing else before `start()`.
 *
 * `start()` rejects with `SIMPUL_AUDIT_HALTED` if the stored log is not what was signed.
 *
 * @example
 * const audit = create({ publicUrl, mode: 'sandbox', instance: 'ID-LA', store: { kind: 'sqlite', file }, keysDir, nodeId: 'one' }, { bus, logger });
 */
export function create(config: AuditConfig, deps: AuditDeps): Module {
  return createAuditService(config, deps);
}

/**
 * Creates the signer of logs that several audit processes append to (`store: { kind: 'mongo', … }`), in whichever process: it
 * follows the open log, publishes checkpoints, seals the log when the half-year turns, and checks that the logs are complete and
 * unchanged. It calls nobody on the bus. There is one for a bus: another, with other keys, refuses.
 *
 * `start()` rejects with `SIMPUL_AUDIT_HALTED` if the stored log is not what was signed. A store that is out of reach is waited for.
 *
 * @example
 * const signer = createSigner({ publicUrl, mode, instance, store: { kind: 'mongo', url }, keysDir, stateDir, nodeId }, { logger });
 */
export function createSigner(config: SignerConfig, deps: SignerDeps): Module {
  return createSignerModule(config, deps);
}
