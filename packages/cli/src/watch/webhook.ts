import { SimpulError } from '@simpul/errors';
import { request } from 'undici';
import { CLI } from '../errors.ts';
import type { Terminal } from '../terminal.ts';

const TIMEOUT_MS = 10_000;
const ATTEMPTS = 3;
const PAUSE_MS = 2000;

/** @throws SimpulError `SIMPUL_CLI_USAGE` for what is no address */
export function checkWebhook(url: string): void {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return;
  throw new SimpulError(CLI.USAGE, { params: { reason: `--webhook ${url} is no http or https address` } });
}

/**
 * Posts JSON to an address, three times at most.
 *
 * @returns why it failed the last time; undefined where it was taken
 */
export async function postWebhook(url: string, body: object, terminal: Terminal): Promise<string | undefined> {
  let failure: string | undefined;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (attempt > 1) await terminal.wait(PAUSE_MS * (attempt - 1));
    failure = await postOnce(url, JSON.stringify(body));
    if (failure === undefined) return undefined;
  }
  return failure;
}

async function postOnce(url: string, body: string): Promise<string | undefined> {
  try {
    const answer = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await answer.body.dump();
    const taken = answer.statusCode >= 200 && answer.statusCode < 300;
    return taken ? undefined : `it answered ${answer.statusCode}`;
  } catch (error) {
    // Whatever the reason, the alarm must go on; it is said.
    return error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.message) : String(error);
  }
}
