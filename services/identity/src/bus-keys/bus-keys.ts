import { type LeafWriter, requireDuty } from '@simpul/bus';
import { type Actor, type identityRotateBusKey, type Result, TOKEN_MAX_S } from '@simpul/contracts';
import { KEY, SimpulError } from '@simpul/errors';
import type { Logger } from '@simpul/telemetry';
import { createTurns } from '../domain/in-turn.ts';
import { type KeyChange, writeKeyLeaf } from '../keys/write-key-leaf.ts';
import { makeKey, type PrivateKey } from '../store/key-file.ts';
import { type KeyRing, keysOf } from './key-ring.ts';

/**
 * Milliseconds that a key is published before it signs: longer than a verifier waits between two askings for keys
 * (`KEYS_RETRY_MS` in `@simpul/bus`), so that whoever meets its first token knows it or may ask for it.
 */
const PUBLISHED_MS = 6000;
/** Milliseconds that the old key is published after it signed for the last time: its tokens' life, and clocks that differ. */
const KEPT_MS = TOKEN_MAX_S * 1000 + 60_000;
/** Milliseconds after which a step that failed is tried again. */
const RETRY_MS = 10_000;
/** Milliseconds between two looks at what other processes changed. */
const LOOK_MS = 1000;
/** Milliseconds since such a look after which nothing is signed before another one. */
const FRESH_MS = 5000;

/** The keys that sign access tokens, and how they change without a pause. */
export interface BusKeys {
  /** All that are published; the first one signs. */
  keys(): readonly PrivateKey[];
  /** The same, as every process of this service has them at this moment. */
  keysNow(): Promise<readonly PrivateKey[]>;
  /** Takes in what other processes changed, where that was not done for long: before something is signed. */
  freshen(): Promise<void>;
  /** Begins a change; it ends by itself. @throws SimpulError `SIMPUL_DUTY_*`, `SIMPUL_KEY_CHANGING`, `SIMPUL_RECORD_UNAVAILABLE` */
  rotate(actor: Actor): Promise<Result<typeof identityRotateBusKey>>;
  /** Goes on with a change that another process began, or an earlier one. */
  start(): void;
  stop(): Promise<void>;
}

export interface BusKeysOptions {
  readonly ring: KeyRing;
  readonly leaves: Pick<LeafWriter, 'write'>;
  /** Does a step unless another process is at it. */
  readonly hold: (step: () => Promise<void>) => Promise<boolean>;
  /** Told when other keys are published, or another one signs; returns once that is so. */
  readonly onChange: () => void;
  readonly logger: Logger;
}

/** Puts the steps of a change to a ring of keys. */
export function createBusKeys({ ring, leaves, hold, onChange, logger }: BusKeysOptions): BusKeys {
  const inTurn = createTurns();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let lookedAt = performance.now();

  async function refresh(): Promise<void> {
    const at = performance.now();
    if (await ring.refresh()) onChange();
    lookedAt = at;
  }

  /** When something is to be done; undefined while nothing changes. */
  function dueAt(): number | undefined {
    const { next, previous } = ring.state();
    return next === undefined ? previous?.until : next.publishedAt + PUBLISHED_MS;
  }

  function isDue(): boolean {
    const at = dueAt();
    return at !== undefined && Date.now() >= at;
  }

  /** Does what is due, and waits for what comes next. */
  async function step(): Promise<void> {
    await refresh();
    if (isDue()) {
      await hold(async () => {
        await refresh();
        if (isDue() && (await act())) onChange();
      });
    }
    wait();
  }

  async function act(): Promise<boolean> {
    const { next, previous } = ring.state();
    if (next !== undefined) return ring.switchOver(Date.now() + KEPT_MS);
    if (previous === undefined) return false;
    await writeKeyLeaf(leaves, changeOf('key.revoked', previous.key));
    return ring.forgetPrevious();
  }

  function wait(): void {
    const at = dueAt();
    const untilDue = at === undefined ? undefined : Math.max(0, at - Date.now());
    const ms = ring.isShared ? Math.min(LOOK_MS, untilDue ?? LOOK_MS) : untilDue;
    if (ms !== undefined) wakeIn(ms);
  }

  function wakeIn(ms: number): void {
    clearTimeout(timer);
    if (isStopped) return;
    timer = setTimeout(() => {
      inTurn(step).catch((err: unknown) => {
        logger.error({ err }, 'a change of the keys that sign tokens waits');
        wakeIn(RETRY_MS);
      });
    }, ms).unref();
  }

  return {
    keys: () => keysOf(ring.state()),
    async keysNow() {
      await refresh();
      return keysOf(ring.state());
    },
    async freshen() {
      if (ring.isShared && performance.now() - lookedAt > FRESH_MS) await refresh();
    },
    rotate: (actor) =>
      inTurn(async () => {
        requireDuty('bus-key:rotate', {}, actor);
        await refresh();
        const { current, next, previous } = ring.state();
        if (next !== undefined || previous !== undefined) throw changing(previous?.until);
        const key = await makeKey();
        const change = changeOf('key.added', key, actor);
        const record = await writeKeyLeaf(leaves, change);
        if (!(await ring.publish(key))) {
          await writeKeyLeaf(leaves, change, KEY.CHANGING.code);
          throw changing();
        }
        onChange();
        wait();
        const signsFrom = dueAt() ?? Date.now();
        return { kid: key.kid, signsFrom, old: current.kid, oldUntil: signsFrom + KEPT_MS, record };
      }),
    start: wait,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await inTurn(async () => undefined);
    },
  };
}

function changeOf(type: 'key.added' | 'key.revoked', { kid }: PrivateKey, actor?: Actor): KeyChange {
  return { type, kid, how: 'bus', actor };
}

function changing(until = Date.now() + PUBLISHED_MS + KEPT_MS): SimpulError {
  return new SimpulError(KEY.CHANGING, { retryAfter: Math.ceil(Math.max(1000, until - Date.now()) / 1000) });
}
