import { failureOf } from '../api/bus-failure.ts';
import { createHttpClient, type HttpAnswer } from '../api/http-client.ts';
import { LOG_TIMEOUT_MS, VERIFY_MAX_BYTES } from '../defaults.ts';
import type { EntriesAccess } from './entries-access.ts';
import { failed } from './holds.ts';
import type { LogSource, Surroundings } from './log-source.ts';
import { isNotWhole, sendPatiently } from './retries.ts';

export interface HttpLogOptions {
  readonly around: Surroundings;
  /** For entries that not everybody may read. */
  readonly access?: EntriesAccess | undefined;
}

/**
 * The log at an address (C2SP tlog-tiles). What a network does not deliver is asked for again for a while.
 *
 * @returns a source whose `read` throws SimpulError `SIMPUL_CLI_LOG_UNREACHABLE`, `SIMPUL_CLI_VERIFICATION_FAILED` where the log
 *   says of itself that it is not whole, or what the bus answers
 */
export function httpLog(address: string, { around, access }: HttpLogOptions): LogSource {
  const url = address.replace(/\/+$/, '');
  const http = createHttpClient(url, { timeoutMs: LOG_TIMEOUT_MS, maxBytes: VERIFY_MAX_BYTES });
  let isRestricted = false;

  async function get(path: string): Promise<HttpAnswer> {
    const isEntries = path.startsWith('tile/entries/');
    if (isEntries && isRestricted && access !== undefined) return access.get(`${url}/${path}`);
    const answer = await http.send({ method: 'GET', path: `/${path}` });
    if (answer.status !== 401 || !isEntries || access === undefined) return answer;
    isRestricted = true;
    return access.get(`${url}/${path}`);
  }

  return {
    name: url,
    async read(path) {
      const answer = await sendPatiently(url, async () => get(path), around);
      if (answer.status === 404) return undefined;
      if (answer.status === 200) return answer.body;
      const failure = failureOf(answer, url);
      throw isNotWhole(answer, url) ? failed(url, `the log says of itself: ${failure.message}`, failure) : failure;
    },
    partialWidths: () => Promise.resolve([]),
    close: () => http.close(),
  };
}
