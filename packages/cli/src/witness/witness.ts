import { acquireFolderLock } from '@simpul/store';
import { type Checkpoint, formatVerifierKey } from '@simpul/tlog';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { addCheckpoint, type Contradiction } from './add-checkpoint.ts';
import { checkState } from './check-state.ts';
import { type Answer, openDoor } from './door.ts';
import { keepEvidence } from './evidence.ts';
import { openIdentity } from './identity.ts';
import type { KnownLogs } from './known-logs.ts';
import { httpUrl, type ListenAddress } from './listen-address.ts';
import { describeWitness } from './page.ts';
import { Refusal } from './refusal.ts';
import { WitnessState } from './state.ts';

const PRIVATE = 0o700;

export interface WitnessOptions {
  /** Made if absent. */
  readonly folder: string;
  readonly address: ListenAddress;
  /** For a new witness; the host's otherwise. */
  readonly name: string | undefined;
  readonly logs: KnownLogs;
}

export interface WitnessDeps {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly onCosigned: (checkpoint: Checkpoint) => void;
  /** Told of a log that contradicts itself; with proof of it, the folder where that is kept. */
  readonly onContradiction: (contradiction: Contradiction, evidence: string | undefined) => void;
  /** Told when the process must end: what it remembers can no longer be trusted. */
  readonly onFatal: (error: unknown) => void;
}

/** A witness, running. */
export interface RunningWitness {
  readonly name: string;
  readonly url: string;
  /** Ed25519 first. */
  readonly vkeys: readonly string[];
  /** Size cosigned last of each log that is cosigned. */
  readonly logs: readonly { readonly origin: string; readonly size?: number }[];
  stop(): Promise<void>;
}

/**
 * Starts a C2SP tlog-witness.
 *
 * @throws SimpulError `SIMPUL_CONFIG_FOLDER_TAKEN`, `SIMPUL_CONFIG_PORT_TAKEN`, `SIMPUL_CLI_WITNESS_HALTED`, `SIMPUL_CLI_USAGE`,
 *   `STORE.FAILED`, `STORE.NEWER`
 */
export async function startWitness(options: WitnessOptions, deps: WitnessDeps): Promise<RunningWitness> {
  const { folder, address, logs } = options;
  mkdirSync(folder, { recursive: true, mode: PRIVATE });
  const lock = acquireFolderLock(join(folder, 'lock.sqlite'));
  let state: WitnessState | undefined;
  try {
    const { name, keys, settle } = openIdentity(folder, options.name);
    const memory = (state = new WitnessState(folder));
    await checkState(memory, keys, folder);
    settle();
    const vkeys = keys.map(({ key }) => formatVerifierKey(key));
    const submission = {
      logs,
      state: memory,
      keys,
      now: deps.now,
      onCosigned: deps.onCosigned,
      onContradiction: (found: Contradiction) =>
        deps.onContradiction(found, found.isProof ? keepEvidence(folder, found) : undefined),
    };
    const door = await openDoor({
      address,
      show: (path) => show(path, memory, { name, vkeys, logs }),
      submit: async (body) => {
        try {
          return { status: 200, body: await addCheckpoint(body, submission) };
        } catch (error) {
          if (error instanceof Refusal) return refused(error);
          throw error;
        }
      },
      onFailure: deps.onFatal,
    });
    const sizes = new Map(memory.all().map(({ origin, size }) => [origin, size]));
    return {
      name,
      url: httpUrl({ ...address, port: door.port }),
      vkeys,
      logs: [...logs.keys()].map((origin) => {
        const size = sizes.get(origin);
        return size === undefined ? { origin } : { origin, size };
      }),
      async stop() {
        await door.stop();
        memory.close();
        lock.release();
      },
    };
  } catch (error) {
    state?.close();
    lock.release();
    throw error;
  }
}

function refused({ status, message, size }: Refusal): Answer {
  return status === 409
    ? { status, body: `${size ?? 0}\n`, type: 'text/x.tlog.size' }
    : { status, body: `${message}\n` };
}

function show(
  path: string,
  state: WitnessState,
  witness: { readonly name: string; readonly vkeys: readonly string[]; readonly logs: KnownLogs },
): Answer {
  if (path === '/') return { status: 200, body: describeWitness(witness, state.all()) };
  const [, id] = /^\/([0-9a-f]{64})\/checkpoint$/.exec(path) ?? [];
  const found = id === undefined ? undefined : state.latest(id);
  return found === undefined ? { status: 404, body: 'not found\n' } : { status: 200, body: found.note };
}
