import { createHash } from 'node:crypto';
import type { LogCheckpoint } from '@simpul/store';
import { formatAddCheckpoint, parseCheckpointBody, parseNote, type PolicyWitness } from '@simpul/tlog';
import type { KnownCheckpoint } from './cosigner.ts';
import { type Cosignature, readConflict, readCosignatures, tlogReason, withAnswer } from './witness-answer.ts';
import { askWitness, type WitnessAnswer, WitnessUnreachable } from './witness-http.ts';

/** A signed checkpoint to be cosigned. */
export interface CosignJob extends LogCheckpoint {
  /** Consistency proof from an older size of the log; none from 0. */
  prove(oldSize: number): Promise<Uint8Array[]>;
}

/**
 * What became of asking a witness. `contradicts`: what it says cannot be so if both it and the log keep their word, so it
 * does not count. `superseded`: a newer checkpoint was brought before its turn came.
 */
export type WitnessOutcome =
  | { readonly kind: 'cosigned'; readonly cosignatures: readonly Cosignature[] }
  | { readonly kind: 'failed' | 'contradicts'; readonly reason: string }
  | { readonly kind: 'superseded' };

export interface WitnessClientOptions {
  /** Submission prefix, without a slash at its end; also the monitoring prefix. */
  readonly url: string;
  readonly origin: string;
  /** Those of the policy at this address. */
  readonly witnesses: readonly PolicyWitness[];
  readonly timeoutMs: number;
}

const SUPERSEDED: WitnessOutcome = { kind: 'superseded' };

/** A witness as one log knows it (C2SP tlog-witness): one request at a time, the newest checkpoint first. */
export class WitnessClient {
  readonly #options: WitnessClientOptions;
  /** Size that the witness should name as its last; undefined as long as nothing is known. */
  #size: number | undefined;
  /** Size up to which it is known to have cosigned: it can never go back behind this. */
  #cosigned = 0;
  #turns = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: WitnessClientOptions) {
    this.#options = options;
  }

  /** Name of the witness in the policy; of several at one address, all their names. */
  get name(): string {
    return this.#options.witnesses.map(({ name }) => name).join(', ');
  }

  /** Asks for cosignatures, once it is this one's turn. Never rejects for what the witness does. */
  cosign(job: CosignJob): Promise<WitnessOutcome> {
    this.#turns += 1;
    const turn = this.#turns;
    const outcome = this.#last.then(() => (turn === this.#turns ? this.#submit(job) : SUPERSEDED));
    this.#last = outcome.catch(() => undefined);
    return outcome;
  }

  /**
   * What the witness knows of the log. Where it does not show checkpoints, the published one is brought to it again, which
   * signs nothing new: its refusal names the size that it knows.
   * @returns what it knows, if anything, and why it could not be learned or not be believed
   */
  async recall(published: LogCheckpoint | undefined): Promise<{ known?: KnownCheckpoint; outcome?: WitnessOutcome }> {
    const { url, origin } = this.#options;
    if (published !== undefined) await this.#remember(published);
    const hash = createHash('sha256').update(origin).digest('hex');
    const answer = await this.#ask(`${url}/${hash}/checkpoint`);
    if ('reason' in answer) return { outcome: { kind: 'failed', reason: answer.reason } };
    if (answer.status === 200) return this.#readKnown(answer.text);
    if (published === undefined) return {};
    return this.#probe(published);
  }

  /** Takes from a published checkpoint whether this witness has cosigned it. */
  async #remember({ size, note }: LogCheckpoint): Promise<void> {
    try {
      if ((await readCosignatures(note, this.#options.witnesses)).length > 0) this.#accept(size);
    } catch (error) {
      // Published lines were checked before; what is not the witness's own line proves nothing about it.
      tlogReason(error);
    }
  }

  async #readKnown(text: string): Promise<{ known?: KnownCheckpoint; outcome?: WitnessOutcome }> {
    const { origin, witnesses } = this.#options;
    try {
      const { origin: named, size, root } = parseCheckpointBody(parseNote(text).text);
      const [first] = await readCosignatures(text, witnesses);
      if (first === undefined || named !== origin) {
        return { outcome: contradiction('the checkpoint that it shows is not one of this log that it cosigned') };
      }
      // What it shows may be an hour old, so its being smaller than what it cosigned means nothing.
      this.#accept(size);
      return { known: { witness: first.witness, size, root } };
    } catch (error) {
      return { outcome: contradiction(`the checkpoint that it shows does not hold (${tlogReason(error)})`) };
    }
  }

  async #probe(published: LogCheckpoint): Promise<{ known?: KnownCheckpoint; outcome?: WitnessOutcome }> {
    const answer = await this.#add(published, 0, []);
    if ('reason' in answer) return { outcome: { kind: 'failed', reason: answer.reason } };
    if (answer.status === 200) return { outcome: await this.#readCosigned(published, answer.text) };
    const size = answer.status === 409 ? readConflict(answer.text) : undefined;
    if (size === undefined) return { outcome: refusal(answer.status) };
    if (size < this.#cosigned) return { outcome: contradiction(this.#goneBack(size)) };
    this.#size = size;
    return { known: { witness: this.name, size } };
  }

  async #submit(job: CosignJob): Promise<WitnessOutcome> {
    const { size } = job;
    let oldSize = this.#size ?? 0;
    if (oldSize > size) return contradiction(knowsMore(oldSize, size));
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#add(job, oldSize, await job.prove(oldSize));
      if ('reason' in answer) return { kind: 'failed', reason: answer.reason };
      if (answer.status === 200) return this.#readCosigned(job, answer.text);
      const known = answer.status === 409 ? readConflict(answer.text) : undefined;
      if (known === undefined) return refusal(answer.status);
      if (known < this.#cosigned) return contradiction(this.#goneBack(known));
      // Not kept: it is asked again, and counts once it tells the truth.
      if (known > size) return contradiction(knowsMore(known, size));
      if (attempt === 2) return { kind: 'failed', reason: 'it names another size each time' };
      this.#size = oldSize = known;
    }
  }

  async #readCosigned({ size, note }: LogCheckpoint, text: string): Promise<WitnessOutcome> {
    try {
      const cosignatures = await readCosignatures(withAnswer(note, text), this.#options.witnesses);
      if (cosignatures.length === 0) return { kind: 'failed', reason: 'it signs with no key that the policy names' };
      this.#accept(size);
      return { kind: 'cosigned', cosignatures };
    } catch (error) {
      return contradiction(`its cosignature does not hold (${tlogReason(error)})`);
    }
  }

  #accept(size: number): void {
    this.#cosigned = Math.max(this.#cosigned, size);
    this.#size = this.#cosigned;
  }

  #goneBack(size: number): string {
    return `it names ${size} leaves as the last that it cosigned, but it cosigned ${this.#cosigned} leaves`;
  }

  #add({ note }: LogCheckpoint, oldSize: number, proof: readonly Uint8Array[]) {
    return this.#ask(`${this.#options.url}/add-checkpoint`, formatAddCheckpoint({ oldSize, proof, note }));
  }

  async #ask(url: string, body?: string): Promise<WitnessAnswer | { readonly reason: string }> {
    try {
      return await askWitness(url, { timeoutMs: this.#options.timeoutMs, ...(body === undefined ? {} : { body }) });
    } catch (error) {
      if (error instanceof WitnessUnreachable) return { reason: error.message };
      throw error;
    }
  }
}

function knowsMore(known: number, signed: number): string {
  return `it knows ${known} leaves of this log, which signed ${signed} leaves`;
}

function contradiction(reason: string): WitnessOutcome {
  return { kind: 'contradicts', reason };
}

function refusal(status: number): WitnessOutcome {
  if (status === 422) return contradiction('it knows another history of this log, or does not tell the truth');
  if (status === 404) return { kind: 'failed', reason: 'it does not know this log' };
  if (status === 403) return { kind: 'failed', reason: 'it does not know the keys of this log' };
  return { kind: 'failed', reason: `it answers ${status}` };
}
