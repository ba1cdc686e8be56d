import type { Module } from '@simpul/bus';
import type { SimpulError } from '@simpul/errors';
import type { Logger } from '@simpul/telemetry';
import type { SignerConfig } from '../config.ts';
import { asHalted } from '../halted.ts';
import { createCosigner, readWitnessPolicy } from '../witness/create-cosigner.ts';
import type { Halt } from '../workers/log-thread.ts';
import { LogSigner } from './log-signer.ts';

/** What the signer needs of its process. */
export interface SignerDeps {
  readonly logger: Logger;
  /** Told when the signer's own storage failed or a thread ended: the process should end, and check the log at its next start. */
  readonly onFatal?: (error: unknown) => void;
}

const NAME = 'signer';

/** Declares the signer: a module that nobody calls, and that calls nobody. */
export function createSignerModule(config: SignerConfig, { logger, onFatal }: SignerDeps): Module {
  let signer: LogSigner | undefined;
  let halted: SimpulError | undefined;
  const policy = config.witnessPolicy === undefined ? undefined : readWitnessPolicy(config.witnessPolicy);
  const findings = { add: async (finding: Parameters<LogSigner['addFinding']>[0]) => signer?.addFinding(finding) };
  const cosigner = policy === undefined ? undefined : createCosigner(policy, { logger, findings });

  function halt(error: unknown, { part, isFatal }: Halt): void {
    if (halted === undefined) {
      halted = asHalted(error, part);
      logger.fatal({ err: error, alert: 'audit-halted', part }, 'the audit log is not signed any more');
    }
    // Not only the first time: a thread answers that it failed, and then ends.
    if (isFatal) onFatal?.(error);
  }

  return {
    name: NAME,
    async start() {
      signer = new LogSigner({ config, logger, onHalt: halt, cosigner });
      try {
        await signer.open();
      } catch (error) {
        halt(error, { part: 'start', isFatal: false });
        await signer.close(false);
        throw error;
      }
    },
    async stop() {
      await signer?.close(halted === undefined);
    },
    notReady() {
      return halted === undefined
        ? (signer?.notReady() ?? (signer === undefined ? 'it is not started' : undefined))
        : halted.message;
    },
  };
}
