import { type Jwk, jwkThumbprint, SignatureError } from '@simpul/http-signatures';
import { CLI } from '../errors.ts';
import { SimpulError } from '@simpul/errors';
import { parseJsonObject } from './answer-json.ts';
import type { Bus } from './bus.ts';

const KEYS_PATH = '/oauth2/jwks';

/**
 * The key with which the bus signs answers, among those that it publishes.
 *
 * @param keyid RFC 7638 thumbprint
 * @returns undefined where it publishes no such key
 * @throws SimpulError `SIMPUL_CLI_UNREACHABLE`, `SIMPUL_CLI_NOT_A_BUS`
 */
export async function fetchResponseKey(bus: Bus, keyid: string): Promise<Jwk | undefined> {
  const answer = await bus.http.send({ method: 'GET', path: KEYS_PATH, headers: ['accept', 'application/json'] });
  const keys = parseJsonObject(answer.body)?.['keys'];
  if (answer.status !== 200 || !Array.isArray(keys)) {
    const reason = `${KEYS_PATH} answered ${answer.status} without keys`;
    throw new SimpulError(CLI.NOT_A_BUS, { params: { url: bus.url, reason } });
  }
  return keys.find((jwk: Jwk) => thumbprintOf(jwk) === keyid);
}

/** Keys for other uses stand there too, of kinds that sign no messages. */
function thumbprintOf(jwk: Jwk): string | undefined {
  try {
    return jwkThumbprint(jwk);
  } catch (error) {
    if (error instanceof SignatureError) return undefined;
    throw error;
  }
}
