import { SimpulError } from '@simpul/errors';
import { RECEIPT_RETRY_S, RECEIPT_TIMEOUT_MS } from '../defaults.ts';
import { CLI } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import type { Bus } from './bus.ts';
import { failureOf } from './bus-failure.ts';
import { headerOf } from './http-client.ts';
import type { Session } from './session.ts';

/**
 * Waits for the receipt at an address of the bus, as long as it answers 202 and at most 30 s.
 *
 * @param session that shows the bus's own APIs who asks
 * @throws SimpulError `SIMPUL_CLI_RECEIPT_LATE`, `SIMPUL_CLI_NOT_A_BUS`, or what the bus answers
 */
export async function waitForReceipt(
  session: Pick<Session, 'bus' | 'send'>,
  address: string,
  terminal: Terminal,
): Promise<Buffer> {
  const path = pathWithin(session.bus, address);
  const deadline = terminal.now() + RECEIPT_TIMEOUT_MS;
  for (;;) {
    const answer = await session.send({ method: 'GET', path });
    if (answer.status === 200) return answer.body;
    if (answer.status !== 202) throw failureOf(answer, session.bus.url);
    const pauseMs = retryAfterSeconds(headerOf(answer, 'retry-after')) * 1000;
    if (terminal.now() + pauseMs > deadline) {
      throw new SimpulError(CLI.RECEIPT_LATE, { params: { seconds: RECEIPT_TIMEOUT_MS / 1000, url: address } });
    }
    await terminal.wait(pauseMs);
  }
}

/** A token is only ever sent to the bus that gave it. */
function pathWithin(bus: Bus, address: string): string {
  const path = address.startsWith(`${bus.publicUrl}/`) ? address.slice(bus.publicUrl.length) : address;
  if (path.startsWith('/') && !path.startsWith('//')) return path;
  const reason = 'it names a receipt at another address than its own';
  throw new SimpulError(CLI.NOT_A_BUS, { params: { url: bus.url, reason } });
}

function retryAfterSeconds(value: string | undefined): number {
  return value !== undefined && /^[1-9]\d{0,3}$/.test(value) ? Number(value) : RECEIPT_RETRY_S;
}
