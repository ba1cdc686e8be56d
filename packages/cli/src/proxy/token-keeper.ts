import type { AccessToken } from '../api/token.ts';

/** The share of a token's life after which the next one is got ahead, while requests still use the old. */
const AHEAD = 0.75;
/** A token is not used in its last seconds, and never longer than this share of its life: the bus's clock is another. */
const UNUSED_END_MS = 10_000;
const USED_SHARE = 0.9;
/** Pause after a failed request for a token, ms: doubled each time up to the longest. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A token that is refused this young, ms, is not refused for its age: another would be too. */
const FRESH_MS = 1000;

/** No token, and none is asked for before a pause is over. */
export class NoToken extends Error {
  override readonly name = 'NoToken';
  /** Seconds, at least 1. */
  readonly retryAfter: number;

  constructor(pauseMs: number, cause: unknown) {
    super('no token', { cause });
    this.retryAfter = Math.max(1, Math.ceil(pauseMs / 1000));
  }
}

/** Holds one access token, and the next one in time. */
export interface TokenKeeper {
  /** @throws NoToken */
  get(): Promise<AccessToken>;
  /** Another token than one that the bus refused; undefined where another would be refused too. @throws NoToken */
  replace(refused: AccessToken): Promise<AccessToken | undefined>;
}

export interface TokenKeeperDeps {
  /** Gets a new token. */
  readonly request: () => Promise<AccessToken>;
  /** Monotonic, ms. */
  readonly now: () => number;
  readonly onToken: (token: AccessToken) => void;
  /** Told of each failed request for a token, and how long none is asked for, ms. */
  readonly onFailure: (error: unknown, pauseMs: number) => void;
}

interface Held {
  readonly token: AccessToken;
  readonly since: number;
  readonly aheadAt: number;
  readonly usedUntil: number;
}

/** Single flight, ahead of time, with pauses that grow while no token is to be had. */
export function createTokenKeeper({ request, now, onToken, onFailure }: TokenKeeperDeps): TokenKeeper {
  let held: Held | undefined;
  let flight: Promise<AccessToken> | undefined;
  let failures = 0;
  let notBefore = -Infinity;
  let lastFailure: unknown;

  async function fetchOne(): Promise<AccessToken> {
    const since = now();
    try {
      const token = await request();
      const life = token.expiresIn * 1000;
      held = {
        token,
        since,
        aheadAt: since + life * AHEAD,
        usedUntil: since + Math.max(life * USED_SHARE, life - UNUSED_END_MS),
      };
      failures = 0;
      onToken(token);
      return token;
    } catch (error) {
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS);
      failures += 1;
      notBefore = now() + pause;
      lastFailure = error;
      onFailure(error, pause);
      throw new NoToken(pause, error);
    } finally {
      flight = undefined;
    }
  }

  const next = (): Promise<AccessToken> => (flight ??= fetchOne());

  async function get(): Promise<AccessToken> {
    const at = now();
    if (held !== undefined && at < held.usedUntil) {
      // Its failure is told by onFailure; the token that is held still serves.
      if (at >= held.aheadAt && at >= notBefore) next().catch(() => undefined);
      return held.token;
    }
    if (flight === undefined && at < notBefore) throw new NoToken(notBefore - at, lastFailure);
    return next();
  }

  return {
    get,
    async replace(refused) {
      if (held?.token === refused) {
        if (now() - held.since < FRESH_MS) return undefined;
        held = undefined;
      }
      return get();
    },
  };
}
