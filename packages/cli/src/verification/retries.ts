import { AUDIT, isSimpulError, SimpulError } from '@simpul/errors';
import { failureOf } from '../api/bus-failure.ts';
import { type HttpAnswer, headerOf } from '../api/http-client.ts';
import { CLI } from '../errors.ts';
import type { Surroundings } from './log-source.ts';

/** Times that a request is sent before it counts as failed. */
const ATTEMPTS = 6;
/** Pause after the first failure, ms; it doubles with each. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Longest time that a server may ask to be left alone, ms. */
const LONGEST_RETRY_AFTER_MS = 300_000;
/** Too many requests, and a server or what is before it that is out for a while. */
const TRANSIENT: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Sends until there is an answer that means something, with growing pauses or those that `Retry-After` asks for.
 *
 * @throws SimpulError `SIMPUL_CLI_LOG_UNREACHABLE` after the sixth attempt
 */
export async function sendPatiently(
  url: string,
  send: () => Promise<HttpAnswer>,
  { terminal, say }: Surroundings,
): Promise<HttpAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await attemptOf(url, send);
    if (!(outcome instanceof SimpulError)) {
      if (!TRANSIENT.has(outcome.status) || isNotWhole(outcome, url)) return outcome;
      if (attempt === ATTEMPTS) throw unreachable(url, `it answers ${outcome.status}`);
    } else if (attempt === ATTEMPTS) {
      throw outcome;
    }
    const usual = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
    const pause = outcome instanceof SimpulError ? usual : (retryAfterMs(outcome, terminal.now()) ?? usual);
    const reason = outcome instanceof SimpulError ? outcome.message : `${url} answered ${outcome.status}`;
    say(`${reason}; trying again in ${Math.ceil(pause / 1000)} s`);
    await terminal.wait(pause);
  }
}

/** Whether a log says of itself that it lacks what was asked for: asked again it says the same. */
export function isNotWhole(answer: HttpAnswer, url: string): boolean {
  return answer.status === AUDIT.INTEGRITY.status && isSimpulError(failureOf(answer, url), AUDIT.INTEGRITY);
}

/** Does something as soon as what it needs can be reached; each failure to reach it is said. */
export async function onceReachable<T>(
  work: () => Promise<T>,
  { say, pause }: { readonly say: (text: string) => void; readonly pause: () => Promise<void> },
): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      say(`${error.message}; going on when it can`);
      await pause();
    }
  }
}

/** Whether an error says that a log could not be reached, in contrast to one that says something about the log. */
export function isUnreachable(error: unknown): error is SimpulError {
  return isSimpulError(error, CLI.LOG_UNREACHABLE) || isSimpulError(error, CLI.UNREACHABLE);
}

async function attemptOf(url: string, send: () => Promise<HttpAnswer>): Promise<HttpAnswer | SimpulError> {
  try {
    return await send();
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    return unreachable(url, String(error.params['reason']), error);
  }
}

/** RFC 9110, section 10.2.3: seconds, or a date. */
function retryAfterMs(answer: HttpAnswer, now: number): number | undefined {
  const value = headerOf(answer, 'retry-after');
  if (value === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_RETRY_AFTER_MS) : undefined;
}

function unreachable(url: string, reason: string, cause?: unknown): SimpulError {
  return new SimpulError(CLI.LOG_UNREACHABLE, { params: { url, reason }, cause });
}
