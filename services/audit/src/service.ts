import type { Bus, Module } from '@simpul/bus';
import type { Finding } from '@simpul/contracts';
import { AUDIT, SimpulError } from '@simpul/errors';
import type { Logger } from '@simpul/telemetry';
import { appendAction } from './actions/append.ts';
import { fileAction } from './actions/file.ts';
import { findingsAction } from './actions/findings.ts';
import { knownAction } from './actions/known.ts';
import { receiptAction } from './actions/receipt.ts';
import { recordsAction } from './actions/records.ts';
import { verificationAction } from './actions/verification.ts';
import { type AuditConfig, BUSY_RETRY_AFTER_S } from './config.ts';
import { asHalted } from './halted.ts';
import type { AuditLog, AuditLogs } from './log.ts';
import { LookRecorder } from './look-recorder.ts';
import { locateLeaves } from './shards/find-leaf.ts';
import { ShardSet } from './shards/shard-set.ts';
import { SharedLogs } from './shared/shared-logs.ts';
import { firstShared } from './shared/shared-places.ts';
import type { Cosigner } from './witness/cosigner.ts';
import { createCosigner, readWitnessPolicy } from './witness/create-cosigner.ts';
import type { Halt, OnHalt } from './workers/log-thread.ts';

/** What the audit service needs of its process. */
export interface AuditDeps {
  readonly bus: Bus;
  readonly logger: Logger;
  /** Told when the store failed or a thread ended: the process should end, and check the log at its next start. */
  readonly onFatal?: (error: unknown) => void;
}

const NAME = 'audit';

/** Declares the audit service: its actions, and the log behind them. */
export function createAuditService(config: AuditConfig, { bus, logger, onFatal }: AuditDeps): Module {
  let shards: AuditLogs | undefined;
  let isOpen = false;
  let halted: SimpulError | undefined;
  const policy = config.witnessPolicy === undefined ? undefined : readWitnessPolicy(config.witnessPolicy);
  const findings = { add: async (finding: Finding) => shards?.addFinding(finding) };
  // Logs that several processes share are signed elsewhere, which then asks the witnesses.
  const asksWitnesses = policy !== undefined && config.store.kind === 'sqlite';
  const cosigner = asksWitnesses ? createCosigner(policy, { logger, findings }) : undefined;
  const looks = new LookRecorder(config.nodeId);

  function halt(error: unknown, { part, isFatal }: Halt): void {
    if (halted === undefined) {
      halted = asHalted(error, part);
      logger.fatal({ err: error, alert: 'audit-halted', part }, 'the audit log has halted');
    }
    // Not only the first time: a thread answers that it failed, and then ends.
    if (isFatal) onFatal?.(error);
  }

  function log(): AuditLog {
    if (shards === undefined || !isOpen) throw new SimpulError(AUDIT.BUSY, { retryAfter: BUSY_RETRY_AFTER_S });
    return shards;
  }

  /** What was signed may still be read after a halt; nothing is appended. */
  function writableLog(): AuditLog {
    if (halted !== undefined) throw halted;
    return log();
  }

  bus.serve(NAME, [
    appendAction(writableLog),
    fileAction({
      find: (name) => log().shards.find(({ identity }) => identity.name === name),
      writable: writableLog,
      looks,
      mode: config.mode,
      cosigner,
    }),
    receiptAction(log),
    recordsAction({ log: writableLog, looks, config }),
    verificationAction({ logs: () => log().shards, config, policy }),
    findingsAction({
      log: writableLog,
      keepers: () => log().shards.map(({ identity: { name }, read }) => ({ name, findings: read.findings })),
      looks,
    }),
    knownAction(() => ({ locate: (ids) => locateLeaves(log().shards, ids) })),
  ]);

  return {
    name: NAME,
    async start() {
      shards = createLogs(config, { logger, onHalt: halt, cosigner });
      try {
        await shards.open();
      } catch (error) {
        halt(error, { part: 'start', isFatal: false });
        await shards.close(false);
        throw error;
      }
      isOpen = true;
      for (const { identity, state } of shards.shards) {
        logger.info({ log: identity.name, origin: identity.origin, state }, 'the audit log is there');
      }
    },
    async stop() {
      isOpen = false;
      await shards?.close(halted === undefined);
    },
    notReady() {
      if (halted !== undefined) return halted.message;
      return isOpen ? shards?.notReady() : 'the audit log is not open';
    },
  };
}

interface LogDeps {
  readonly logger: Logger;
  readonly onHalt: OnHalt;
  readonly cosigner: Cosigner | undefined;
}

function createLogs(config: AuditConfig, { cosigner, ...deps }: LogDeps): AuditLogs {
  const { store } = config;
  return store.kind === 'sqlite'
    ? new ShardSet({ ...deps, config, place: store, cosigner })
    : new SharedLogs({ ...deps, config, place: firstShared(store.url) });
}
