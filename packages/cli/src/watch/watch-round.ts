import { isSimpulError } from '@simpul/errors';
import { CLI } from '../errors.ts';
import { readBundle } from '../verification/bundle.ts';
import type { FoundLog, FoundLogs } from '../verification/find-logs.ts';
import { type Predecessor, readPredecessor, requireLink } from '../verification/shard-link.ts';
import type { SignedCheckpoint, Trust } from '../verification/signed-checkpoint.ts';
import { openVerifiedTiles } from '../verification/verified-tiles.ts';
import { type Finding, Inconsistency, lookAt, type Look } from './check-log.ts';
import { type History, openHistory } from './history.ts';

/** What one look at all logs of a target showed. */
export interface RoundResult {
  readonly looks: readonly (Look & { readonly closed: boolean })[];
  readonly findings: readonly Finding[];
  /** What could not be checked, and why; by log. */
  readonly unchecked: readonly { readonly log: string; readonly error: Error }[];
}

/** Watches the logs of one address. */
export class WatchTarget {
  readonly name: string;
  readonly #found: FoundLogs;
  readonly #state: string;
  /** By address. */
  readonly #origins = new Map<string, string>();
  /** By origin. */
  readonly #histories = new Map<string, Promise<History>>();
  /** What the first entry of a log names, by origin. */
  readonly #links = new Map<string, Predecessor | undefined>();
  #now = 0;

  /** @param name for messages about all of its logs */
  constructor(found: FoundLogs, state: string, name: string) {
    this.name = name;
    this.#found = found;
    this.#state = state;
  }

  /**
   * Looks at each log once.
   *
   * @param findTrust asked after the logs were listed, which pins the keys of new ones
   * @throws SimpulError where the logs cannot be listed or a key is not known
   */
  async look(findTrust: () => Promise<Trust>, now: number): Promise<RoundResult> {
    this.#now = now;
    const logs = await this.#found.list();
    const trust = await findTrust();
    const looks: (Look & { readonly closed: boolean })[] = [];
    const findings: Finding[] = [];
    const unchecked: { log: string; error: Error }[] = [];
    const guard = async (log: string, work: () => Promise<void>): Promise<void> => {
      try {
        await work();
      } catch (error) {
        if (error instanceof Inconsistency) findings.push(error.finding);
        else if (isSimpulError(error) && !isSimpulError(error, CLI.KEY_NOT_VERIFIED)) unchecked.push({ log, error });
        else throw error;
      }
    };
    for (const log of logs) {
      await guard(log.source.name, async () => {
        looks.push({ ...(await this.#lookAt(log, trust, now)), closed: log.listed?.closed ?? false });
      });
    }
    const latest = new Map(looks.map(({ checkpoint }) => [checkpoint.origin, checkpoint]));
    for (const log of logs.length > 1 ? logs : []) {
      await guard(log.source.name, () => this.#checkLink(log, latest));
    }
    return { looks, findings, unchecked };
  }

  async close(): Promise<void> {
    for (const history of this.#histories.values()) await (await history).close();
    await this.#found.close();
  }

  async #lookAt(log: FoundLog, trust: Trust, now: number): Promise<Look> {
    const address = log.source.name;
    const expected = this.#origins.get(address) ?? log.listed?.origin;
    const look = await lookAt(log, { trust, expected, now, historyOf: async (origin) => this.#historyOf(origin) });
    this.#origins.set(address, look.checkpoint.origin);
    return look;
  }

  #historyOf(origin: string): Promise<History> {
    const known = this.#histories.get(origin) ?? openHistory(this.#state, origin);
    this.#histories.set(origin, known);
    return known;
  }

  /** The log before a log must have ended where the first entry of the later one says, and stay so. */
  async #checkLink({ source }: FoundLog, latest: ReadonlyMap<string, SignedCheckpoint>): Promise<void> {
    const own = latest.get(this.#origins.get(source.name) ?? '');
    if (own === undefined || own.size === 0) return;
    let before: SignedCheckpoint | undefined;
    try {
      const named = this.#links.has(own.origin) ? this.#links.get(own.origin) : await this.#readLink(source, own);
      this.#links.set(own.origin, named);
      before = named === undefined ? undefined : latest.get(named.origin);
      if (named !== undefined && before !== undefined) requireLink(before.origin, named, before);
    } catch (error) {
      if (!isSimpulError(error, CLI.VERIFICATION_FAILED)) throw error;
      const after = before === undefined ? undefined : Buffer.from(before.note);
      throw new Inconsistency({ log: source.name, error, before: { ...own, seen: this.#now }, after });
    }
  }

  async #readLink(source: FoundLog['source'], own: SignedCheckpoint): Promise<Predecessor | undefined> {
    const tiles = await openVerifiedTiles(source.name, [source], own);
    const { entries } = await readBundle(source, { tiles, size: own.size, index: 0 });
    return readPredecessor(source.name, entries[0]);
  }
}
