import { type RawAnswer, rawCall, temporaryFolder } from '@simpul/testing';
import type { Contradiction } from '../../../src/witness/add-checkpoint.ts';
import { knownLogs } from '../../../src/witness/known-logs.ts';
import { type RunningWitness, startWitness } from '../../../src/witness/witness.ts';

export interface WitnessUnderTest {
  readonly witness: RunningWitness;
  readonly contradictions: { readonly found: Contradiction; readonly evidence: string | undefined }[];
  readonly fatal: unknown[];
  readonly add: (body: string | Uint8Array) => Promise<RawAnswer>;
  readonly get: (path: string) => Promise<RawAnswer>;
}

export interface WitnessUnderTestOptions {
  readonly folder: string;
  readonly vkeys: readonly string[];
  readonly name?: string;
  /** Milliseconds since the Unix epoch. */
  readonly now?: () => number;
}

/** A witness in this process on a free port. */
export async function openWitness(options: WitnessUnderTestOptions): Promise<WitnessUnderTest> {
  const { folder, vkeys, name, now = () => 1_790_000_000_000 } = options;
  const contradictions: { readonly found: Contradiction; readonly evidence: string | undefined }[] = [];
  const fatal: unknown[] = [];
  const witness = await startWitness(
    { folder, address: { host: '127.0.0.1', port: 0 }, name, logs: knownLogs(vkeys) },
    {
      now,
      onCosigned: () => undefined,
      onContradiction: (found, evidence) => void contradictions.push({ found, evidence }),
      onFatal: (error) => void fatal.push(error),
    },
  );
  return {
    witness,
    contradictions,
    fatal,
    add: (body) => rawCall(witness.url, '/add-checkpoint', { method: 'POST', body }),
    get: (path) => rawCall(witness.url, path),
  };
}

const cleanups: (() => Promise<void> | void)[] = [];

/** A witness in a folder of its own; {@link cleanUp} ends it. */
export async function freshWitness(options: Omit<WitnessUnderTestOptions, 'folder'>): Promise<WitnessUnderTest> {
  const folder = temporaryFolder();
  cleanups.push(() => folder.remove());
  const opened = await openWitness({ ...options, folder: folder.path });
  cleanups.push(() => opened.witness.stop());
  return opened;
}

export async function cleanUp(): Promise<void> {
  for (const each of cleanups.splice(0).toReversed()) await each();
}
