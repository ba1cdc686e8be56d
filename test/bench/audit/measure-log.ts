import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type AuditedLog, openAuditedLog, storeFile } from './audited-log.ts';
import { checkWholeLog } from './check-log.ts';
import { type Filled, fillLog } from './fill-log.ts';
import { type Appender, type AppendResult, createAppender, LOADS } from './measure-appends.ts';
import { measureCheckpoints, untilPublished } from './measure-checkpoints.ts';
import { measureProofs, type ProofTimes } from './measure-proofs.ts';
import { leafId } from './sample-leaf.ts';

/** So much is appended before anything is measured, so that code is compiled. */
const WARM_UP = { outstanding: 64, leaves: 5000 };

/** What was measured of one log. */
export interface MeasuredLog {
  readonly size: number;
  readonly sizeAtEnd: number;
  readonly filled: Filled & { readonly fileBytes: number; readonly signSeconds: number };
  /** Results of all repetitions, by the leaves outstanding. */
  readonly appends: ReadonlyMap<number, readonly AppendResult[]>;
  readonly proofs: ProofTimes;
  readonly checkpoints: readonly number[];
}

/** A filled log under the real service, to be measured step by step in turn with others. */
export interface LogUnderTest {
  /** One repetition of all loads. */
  repeat(): Promise<void>;
  /** The rest; and checks the whole log. @throws Error if it does not verify */
  finish(): Promise<MeasuredLog>;
  stop(): Promise<void>;
}

/** Makes a log of `size` leaves in a folder and starts the service over it. */
export async function prepareLog(folder: string, size: number): Promise<LogUnderTest> {
  mkdirSync(folder);
  // The service makes its log and keys; then the filler has the file for itself; then the service signs what is there.
  await (await openAuditedLog(folder)).stop();
  const filled = await fillLog(storeFile(folder), size);
  const startedAt = performance.now();
  await (await openAuditedLog(folder)).stop();
  const signSeconds = (performance.now() - startedAt) / 1000;
  const fileBytes = bytesIn(join(folder, 'store'));

  const log: AuditedLog = await openAuditedLog(folder);
  const appender: Appender = createAppender(log, size);
  const appends = new Map<number, AppendResult[]>();
  await appender.run(WARM_UP);
  return {
    async repeat() {
      for (const load of LOADS) {
        const results = appends.get(load.outstanding) ?? [];
        appends.set(load.outstanding, [...results, await appender.run(load)]);
      }
      // Otherwise the signing of these leaves would be measured with what comes next.
      await untilPublished(log, appender.next);
    },
    async finish() {
      const proofs = await measureProofs(log, { size, trees: filled.trees });
      const checkpoints = await measureCheckpoints(log, appender);
      const sizeAtEnd = appender.next;
      const ids = Array.from({ length: sizeAtEnd - size }, (_, i) => leafId(size + i));
      await checkWholeLog(log, { first: size, ids });
      return { size, sizeAtEnd, filled: { ...filled, fileBytes, signSeconds }, appends, proofs, checkpoints };
    },
    stop: () => log.stop(),
  };
}

function bytesIn(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
