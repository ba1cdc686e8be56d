import type { Bus, Module } from '@simpul/bus';
import { AUDIT, isSimpulError, SimpulError } from '@simpul/errors';
import type { Logger } from '@simpul/telemetry';
import { appendAction } from './actions/append.ts';
import { fileAction } from './actions/file.ts';
import { receiptAction } from './actions/receipt.ts';
import { recordsAction } from './actions/records.ts';
import { verificationAction } from './actions/verification.ts';
import { type AuditConfig, BUSY_RETRY_AFTER_S } from './config.ts';
import type { AuditLog } from './log.ts';
import { LookRecorder } from './look-recorder.ts';
import { type Halt, LogWorkers } from './workers/log-workers.ts';

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
  let workers: LogWorkers | undefined;
  let opened: AuditLog | undefined;
  let halted: SimpulError | undefined;

  function halt(error: unknown, { part, isFatal }: Halt): void {
    if (halted !== undefined) return;
    halted = isSimpulError(error, AUDIT.HALTED)
      ? error
      : new SimpulError(AUDIT.HALTED, {
          params: { reason: isSimpulError(error) ? error.message : `the ${part} failed` },
          cause: error,
        });
    logger.fatal({ err: error, alert: 'audit-halted', part }, 'the audit log has halted');
    if (isFatal) onFatal?.(error);
  }

  function log(): AuditLog {
    if (opened === undefined) throw new SimpulError(AUDIT.BUSY, { retryAfter: BUSY_RETRY_AFTER_S });
    return opened;
  }

  /** What was signed may still be read after a halt; nothing is appended. */
  function writableLog(): AuditLog {
    if (halted !== undefined) throw halted;
    return log();
  }

  bus.serve(NAME, [
    appendAction(writableLog),
    fileAction(log),
    receiptAction(log),
    recordsAction({ log: writableLog, looks: new LookRecorder(config.nodeId), config }),
    verificationAction(log, config),
  ]);

  return {
    name: NAME,
    async start() {
      workers = new LogWorkers({ config, onHalt: halt });
      try {
        opened = await workers.open();
      } catch (error) {
        halt(error, { part: 'start', isFatal: false });
        await workers.close(false);
        throw error;
      }
      logger.info({ log: opened.identity.name, origin: opened.identity.origin }, 'the audit log is open');
    },
    async stop() {
      opened = undefined;
      await workers?.close(halted === undefined);
    },
    notReady() {
      if (halted !== undefined) return halted.message;
      return opened === undefined ? 'the audit log is not open' : undefined;
    },
  };
}
