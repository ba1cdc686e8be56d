import { type LeafWriter, requireDuty } from '@simpul/bus';
import { type Actor, type identityRotateBusKey, type Result, TOKEN_MAX_S } from '@simpul/contracts';
import { KEY, SimpulError } from '@simpul/errors';
import type { Logger } from '@simpul/telemetry';
import { createTurns } from '../domain/in-turn.ts';
import { writeKeyLeaf } from '../keys/write-key-leaf.ts';
import { makeKey, type PrivateKey } from '../store/key-file.ts';
import { openKeyRing } from './key-ring.ts';

/**
 * Milliseconds that a key is published before it signs: longer than a verifier waits between two askings for keys
 * (`KEYS_RETRY_MS` in `@simpul/bus`), so that whoever meets its first token knows it or may ask for it.
 */
const PUBLISHED_MS = 6000;
/** Milliseconds that the old key is published after it signed for the last time: its tokens' life, and clocks that differ. */
const KEPT_MS = TOKEN_MAX_S * 1000 + 60_000;
/** Milliseconds after which a step that failed is tried again. */
const RETRY_MS = 10_000;

/** The keys that sign access tokens, and how they change without a pause. */
export interface BusKeys {
  /** All that are published; the first one signs. */
  keys(): readonly PrivateKey[];
  /** Begins a change; it ends by itself. @throws SimpulError `SIMPUL_DUTY_*`, `SIMPUL_KEY_CHANGING`, `SIMPUL_RECORD_UNAVAILABLE` */
  rotate(actor: Actor): Promise<Result<typeof identityRotateBusKey>>;
  /** Goes on with a change that an earlier process began. */
  start(): void;
  stop(): Promise<void>;
}

export interface BusKeysOptions {
  readonly folder: string;
  readonly leaves: Pick<LeafWriter, 'write'>;
  /** Told when other keys are published, or another one signs; returns once that is so. */
  readonly onChange: () => void;
  readonly logger: Logger;
}

/** Opens the keys of a folder. @throws SimpulError `SIMPUL_CONFIG_INVALID` */
export async function openBusKeys({ folder, leaves, onChange, logger }: BusKeysOptions): Promise<BusKeys> {
  const ring = await openKeyRing(folder);
  const inTurn = createTurns();
  let timer: NodeJS.Timeout | undefined;
  let publishedAt = Date.now();

  /** Does what is due, and waits for what comes next. */
  async function step(): Promise<void> {
    const [next, previous, now] = [ring.next(), ring.previous(), Date.now()];
    if (next !== undefined && now >= publishedAt + PUBLISHED_MS) {
      await ring.switchTo(next, now + KEPT_MS);
      onChange();
    } else if (previous !== undefined && now >= previous.until) {
      await leaves.write({ type: 'key.revoked', op: `${previous.key.kid}/bus` });
      await ring.forgetPrevious();
      onChange();
    }
    wait();
  }

  function wait(): void {
    const dueAt = ring.next() === undefined ? ring.previous()?.until : publishedAt + PUBLISHED_MS;
    if (dueAt !== undefined) wakeIn(Math.max(0, dueAt - Date.now()));
  }

  function wakeIn(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      inTurn(step).catch((err: unknown) => {
        logger.error({ err }, 'a change of the keys that sign tokens waits');
        wakeIn(RETRY_MS);
      });
    }, ms).unref();
  }

  return {
    keys: () => ring.keys(),
    rotate: (actor) =>
      inTurn(async () => {
        requireDuty('bus-key:rotate', {}, actor);
        const [old, other] = ring.keys();
        if (other !== undefined) throw changing(ring.previous()?.until);
        const key = await makeKey();
        const record = await writeKeyLeaf(leaves, { type: 'key.added', kid: key.kid, how: 'bus', actor });
        await ring.publish(key);
        publishedAt = Date.now();
        onChange();
        wait();
        const signsFrom = publishedAt + PUBLISHED_MS;
        return { kid: key.kid, signsFrom, old: old.kid, oldUntil: signsFrom + KEPT_MS, record };
      }),
    start() {
      publishedAt = Date.now();
      wait();
    },
    async stop() {
      clearTimeout(timer);
      await inTurn(async () => clearTimeout(timer));
    },
  };
}

function changing(until = Date.now() + PUBLISHED_MS + KEPT_MS): SimpulError {
  return new SimpulError(KEY.CHANGING, { retryAfter: Math.ceil(Math.max(1000, until - Date.now()) / 1000) });
}
