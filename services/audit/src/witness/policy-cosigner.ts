import { setTimeout as delay } from 'node:timers/promises';
import type { LogCheckpoint } from '@simpul/store';
import { addSignatures, createTileReader, isQuorum, type Policy, proveConsistency } from '@simpul/tlog';
import { sha256 } from '../domain/sha256.ts';
import type { Cosigner, KnownCheckpoint, SignedCheckpoint } from './cosigner.ts';
import { QuorumWatch, type QuorumWatchOptions } from './quorum-watch.ts';
import type { Cosignature } from './witness-answer.ts';
import { type CosignJob, WitnessClient, type WitnessOutcome } from './witness-client.ts';

/** Milliseconds that a checkpoint with its quorum waits for the other witnesses. */
export const WITNESS_GRACE_MS = 250;

export interface PolicyCosignerOptions extends QuorumWatchOptions {
  /** When a checkpoint may be published; its log lines are not looked at. */
  readonly policy: Policy;
  readonly timeoutMs: number;
  readonly graceMs: number;
}

/** Has checkpoints cosigned by the witnesses of a policy, all asked at once. One for all logs of a bus. */
export class PolicyCosigner implements Cosigner {
  readonly #options: PolicyCosignerOptions;
  readonly #watch: QuorumWatch;
  /** By origin. */
  readonly #clients = new Map<string, readonly WitnessClient[]>();
  readonly #newest = new Map<string, LogCheckpoint>();

  constructor(options: PolicyCosignerOptions) {
    this.#options = options;
    this.#watch = new QuorumWatch(options);
  }

  async cosign(signed: SignedCheckpoint): Promise<string | undefined> {
    const { origin, size, note } = signed;
    const { policy, graceMs } = this.#options;
    this.#newest.set(origin, { size, note });
    const job = createJob(signed);
    const found = new Map<string, Cosignature>();
    const quorum = Promise.withResolvers<void>();
    const take = (outcome: WitnessOutcome): void => {
      if (outcome.kind === 'cosigned') for (const each of outcome.cosignatures) found.set(each.witness, each);
      if (isQuorum(policy, new Set(found.keys()))) quorum.resolve();
    };
    take({ kind: 'superseded' });
    const all = Promise.all(this.#clientsOf(origin).map(async (client) => take(await this.#ask(client, job))));
    await Promise.race([all, quorum.promise]);
    const hasQuorum = isQuorum(policy, new Set(found.keys()));
    if (hasQuorum) await orAfter(all, graceMs);
    this.#watch.settle({ origin, size }, hasQuorum);
    if (!hasQuorum) return undefined;
    const lines = policy.witnesses.flatMap(({ name }) => found.get(name)?.line ?? []);
    return lines.length === 0 ? note : addSignatures(note, lines);
  }

  async lastKnown(origin: string, published: LogCheckpoint | undefined): Promise<KnownCheckpoint[]> {
    const answers = this.#clientsOf(origin).map(async (client) => {
      const { known, outcome } = await client.recall(published);
      if (outcome !== undefined) this.#watch.note(client.name, outcome);
      return known;
    });
    return (await Promise.all(answers)).filter((known) => known !== undefined);
  }

  newest(origin: string): LogCheckpoint | undefined {
    return this.#newest.get(origin);
  }

  unwitnessedSince(): number | undefined {
    return this.#watch.since;
  }

  async #ask(client: WitnessClient, job: CosignJob): Promise<WitnessOutcome> {
    const outcome = await client.cosign(job).catch((err: unknown): WitnessOutcome => {
      this.#options.logger.error({ err, witness: client.name }, 'the witness could not be asked');
      return { kind: 'failed', reason: 'it could not be asked' };
    });
    this.#watch.note(client.name, outcome);
    return outcome;
  }

  #clientsOf(origin: string): readonly WitnessClient[] {
    let clients = this.#clients.get(origin);
    if (clients === undefined) {
      const { policy, timeoutMs } = this.#options;
      const byUrl = Map.groupBy(policy.witnesses, ({ url }) => url?.replace(/\/+$/, ''));
      clients = [...byUrl].flatMap(([url, witnesses]) =>
        url === undefined ? [] : new WitnessClient({ url, origin, witnesses, timeoutMs }),
      );
      this.#clients.set(origin, clients);
    }
    return clients;
  }
}

/** Proofs are made once for all witnesses that know the same size. */
function createJob({ size, note, readTile }: SignedCheckpoint): CosignJob {
  const hashAt = createTileReader({ hash: sha256, size, readTile });
  const proofs = new Map<number, Promise<Uint8Array[]>>();
  return {
    size,
    note,
    prove(oldSize) {
      let proof = proofs.get(oldSize);
      if (proof === undefined) {
        proof = proveConsistency(sha256, { size1: oldSize, size2: size, hashAt });
        proofs.set(oldSize, proof);
      }
      return proof;
    },
  };
}

/** Waits for a promise, but no longer than some milliseconds. */
async function orAfter(promise: Promise<unknown>, ms: number): Promise<void> {
  const { signal, abort } = createAbort();
  await Promise.race([promise.then(abort), delay(ms, undefined, { signal }).catch(() => undefined)]);
}

function createAbort(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
