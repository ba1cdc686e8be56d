import type { Module } from '@simpul/bus';
import type { AuditConfig } from './config.ts';
import { type AuditDeps, createAuditService } from './service.ts';

export type { AuditConfig } from './config.ts';
export type { AuditDeps } from './service.ts';

/**
 * Creates the audit service: the append-only log with its sequencer, signer and readers (design 05). Registers its actions
 * and does nothing else before `start()`.
 *
 * `start()` rejects with `SIMPUL_AUDIT_HALTED` if the stored log is not what was signed.
 *
 * @example
 * const audit = create({ publicUrl, mode: 'sandbox', instance: 'ID-LA', storeFile, keysDir, nodeId: 'one' }, { bus, logger });
 */
export function create(config: AuditConfig, deps: AuditDeps): Module {
  return createAuditService(config, deps);
}
