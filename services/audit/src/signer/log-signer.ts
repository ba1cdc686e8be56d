import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Finding } from '@simpul/contracts';
import { isSimpulError, STORE } from '@simpul/errors';
import type { Logger } from '@simpul/telemetry';
import { OUTAGE_NOT_READY_MS, SIGNER_POLL_MS, type SignerConfig } from '../config.ts';
import { nameLog } from '../domain/log-identity.ts';
import { LogOpener } from '../places/log-opener.ts';
import type { SharedPlace } from '../places/log-place.ts';
import { foundLog } from '../shards/found-log.ts';
import { ShardReader } from '../shards/shard-reader.ts';
import { outlastOutage } from '../shared/outlast.ts';
import { readSealed } from '../shared/sealed-log.ts';
import { firstShared, listShared, placeOfSuccessor } from '../shared/shared-places.ts';
import type { Cosigner } from '../witness/cosigner.ts';
import type { OnHalt } from '../workers/log-thread.ts';
import { openSigningLog, type SigningLog } from './signing-log.ts';
import { sealIfDue } from './turn.ts';

export interface LogSignerOptions {
  readonly config: SignerConfig;
  readonly logger: Logger;
  readonly onHalt: OnHalt;
  readonly cosigner: Cosigner | undefined;
}

/**
 * Signs the logs that other processes append to, one after the other, and checks all of them in the background. It meets those
 * processes in the store alone. A store that goes away is waited for: what was under way is begun anew from what the store and
 * the signer's own memory hold.
 */
export class LogSigner {
  readonly #options: LogSignerOptions;
  readonly #first: SharedPlace;
  readonly #opener = new LogOpener();
  readonly #reader: ShardReader;
  readonly #end = new AbortController();
  #log: SigningLog | undefined;
  #areChecksOn = false;
  #loop: Promise<void> | undefined;
  #isHalted = false;
  /** The last time that the store let it do its work, by the clock that only goes forward. */
  #workedAt = -Infinity;

  constructor(options: LogSignerOptions) {
    this.#options = options;
    this.#first = firstShared(options.config.store.url);
    this.#reader = new ShardReader(options);
  }

  /** Begins; resolves when what is there is signed, or the store is away. @throws SimpulError `AUDIT.HALTED`, `STORE.NEWER` */
  async open(): Promise<void> {
    await this.#tryStep();
    this.#loop = this.#run();
  }

  /** Why nothing is signed for the moment; undefined when it is. */
  notReady(): string | undefined {
    const isLate = performance.now() - this.#workedAt > OUTAGE_NOT_READY_MS;
    return isLate ? 'the store of the audit log does not answer' : undefined;
  }

  /** Keeps what was found amiss, when the store is there. */
  async addFinding(finding: Finding): Promise<void> {
    await outlastOutage(async () => {
      const [newest] = await this.#places();
      await (await this.#opener.openShared(newest)).addFinding(finding);
    }, this.#end.signal);
  }

  /** Signs what is there if `sound`, and ends. */
  async close(sound: boolean): Promise<void> {
    this.#end.abort();
    await this.#loop;
    const isThere = sound && this.notReady() === undefined;
    const ends: PromiseSettledResult<unknown>[] = await Promise.allSettled([
      isThere ? this.#log?.signOnce() : undefined,
    ]);
    ends.push(...(await Promise.allSettled([this.#reader.close(), this.#log?.close()])));
    ends.push(...(await Promise.allSettled([this.#opener.close()])));
    const failure = ends.find((end) => end.status === 'rejected');
    if (sound && failure !== undefined && !isSimpulError(failure.reason, STORE.FAILED)) throw failure.reason;
  }

  async #run(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted && !this.#isHalted) {
      // Rejects only when it is aborted.
      await delay(SIGNER_POLL_MS, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await this.#tryStep();
      } catch (error) {
        this.#isHalted = true;
        this.#options.onHalt(error, { part: 'signer', isFatal: false });
      }
    }
  }

  /** @throws what is not an outage of the store */
  async #tryStep(): Promise<void> {
    try {
      await this.#step();
      this.#workedAt = performance.now();
    } catch (error) {
      if (!isSimpulError(error, STORE.FAILED)) throw error;
      this.#options.logger.warn({ err: error }, 'the store of the audit log does not answer: nothing is signed');
      // What was signed and not published is known from the signer's memory, and comes again.
      const log = this.#log;
      this.#log = undefined;
      await log?.close();
    }
  }

  async #step(): Promise<void> {
    const log = (this.#log ??= await this.#openNewest());
    await log.signOnce();
    const { config, cosigner } = this.#options;
    // Without the quorum of witnesses the log could not be closed.
    if (cosigner?.unwitnessedSince() !== undefined || !(await sealIfDue(log, config))) return;
    await log.signOnce();
    await this.#turn(log);
  }

  /** Begins the next log once all of this one is published, and goes on with it. */
  async #turn(log: SigningLog): Promise<void> {
    const sealed = await readSealed(log.store);
    if (sealed === undefined) return;
    const { successor, predecessor } = sealed;
    const place = placeOfSuccessor(log.place, successor);
    await foundLog(this.#opener, {
      place,
      identity: successor.identity,
      predecessor,
      writer: this.#options.config.nodeId,
    });
    const name = successor.identity.name;
    this.#options.logger.info(
      { log: log.identity.name, next: name },
      'the half-year has turned: the next log is there',
    );
    this.#log = undefined;
    await log.close();
    this.#log = await this.#openNewest();
    await this.#log.signOnce();
    await this.#reader.addChecked(place);
  }

  async #places() {
    return listShared(this.#first, async (place) => (await this.#opener.openShared(place, { readOnly: true })).tail());
  }

  async #openNewest(): Promise<SigningLog> {
    const { config, onHalt, cosigner, logger } = this.#options;
    const places = await this.#places();
    const [place] = places;
    const now = Date.now();
    const log = await openSigningLog({
      place,
      identity: { ...nameLog({ ...config, now }), created: now },
      keysDir: place.name === this.#first.name ? config.keysDir : join(config.keysDir, place.name),
      opener: this.#opener,
      onHalt,
      cosigner,
    });
    logger.info({ log: log.identity.name, origin: log.identity.origin }, 'the audit log is signed here');
    await this.#startChecks(places);
    return log;
  }

  async #startChecks(places: readonly SharedPlace[]): Promise<void> {
    if (this.#areChecksOn) return;
    this.#areChecksOn = true;
    const folder = this.#options.config.stateDir;
    await this.#reader.startChecks(places.toReversed(), { folder, keep: (finding) => this.addFinding(finding) });
  }
}
