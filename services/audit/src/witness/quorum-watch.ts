import type { Logger } from '@simpul/telemetry';
import { type FindingSink, toFinding } from '../completeness/raise.ts';
import type { WitnessOutcome } from './witness-client.ts';

/** Milliseconds without quorum after which it is a finding (facts G.4). */
export const QUORUM_ALERT_MS = 60_000;

export interface QuorumWatchOptions {
  readonly logger: Logger;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly alertMs: number;
  readonly findings: FindingSink;
}

/** Says what is wrong with witnesses and with the quorum: each trouble once when it begins and once when it is over. */
export class QuorumWatch {
  readonly #options: QuorumWatchOptions;
  /** By witness, what is wrong with it. */
  readonly #troubles = new Map<string, string>();
  #since: number | undefined;
  #isAlerted = false;

  constructor(options: QuorumWatchOptions) {
    this.#options = options;
  }

  get since(): number | undefined {
    return this.#since;
  }

  /** Notes what became of asking a witness. */
  note(witness: string, outcome: WitnessOutcome): void {
    if (outcome.kind === 'superseded') return;
    const { logger } = this.#options;
    if (outcome.kind === 'cosigned') {
      if (this.#troubles.delete(witness)) logger.info({ witness }, 'the witness cosigns again');
      return;
    }
    const before = this.#troubles.get(witness);
    this.#troubles.set(witness, outcome.reason);
    // The same trouble at another size is not news.
    if (withoutSizes(before) === withoutSizes(outcome.reason)) return;
    const fields = { witness, reason: outcome.reason };
    if (outcome.kind === 'failed') logger.warn(fields, 'the witness does not cosign');
    else logger.error({ ...fields, alert: 'witness-contradiction' }, 'the witness contradicts the log');
  }

  /** Notes whether a checkpoint of a log has the quorum. */
  settle(log: { readonly origin: string; readonly size: number }, hasQuorum: boolean): void {
    const { logger, now, alertMs, findings } = this.#options;
    if (hasQuorum) {
      if (this.#since !== undefined) logger.info(log, 'the witness quorum is there again');
      this.#since = undefined;
      this.#isAlerted = false;
      return;
    }
    const at = now();
    if (this.#since === undefined) logger.warn(log, 'without the witness quorum nothing is published');
    this.#since ??= at;
    if (this.#isAlerted || at - this.#since < alertMs) return;
    this.#isAlerted = true;
    const troubles = [...this.#troubles].map(([witness, reason]) => `${witness}: ${reason}`).join('; ');
    logger.error({ ...log, troubles, alert: 'witness-quorum' }, 'the witness quorum is missing');
    const name = log.origin.slice(log.origin.lastIndexOf('/') + 1);
    const detail = `no checkpoint since that of ${log.size} leaves has the quorum of witnesses (${troubles})`;
    const finding = toFinding({ kind: 'witness-quorum', log: name, detail, place: `since ${this.#since}` }, at);
    // Nobody waits for it: a log that turns keeps findings only once it has turned, for which it needs the quorum.
    findings.add(finding).catch((err: unknown) => logger.error({ err, finding }, 'a finding could not be kept'));
  }
}

function withoutSizes(reason: string | undefined): string | undefined {
  return reason?.replaceAll(/\d+ leaves/g, 'leaves');
}
