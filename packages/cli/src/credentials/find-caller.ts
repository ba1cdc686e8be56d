import { SimpulError } from '@simpul/errors';
import type { Bus } from '../api/bus.ts';
import { openSession, type Session, withSignature } from '../api/session.ts';
import { CLI } from '../errors.ts';
import type { SignRequest } from '../signatures/request-signer.ts';
import type { Terminal } from '../terminal.ts';
import { fullClientId } from './client-id.ts';
import { findClient } from './client-key.ts';
import type { BusOptions } from './find-bus.ts';

/** Who makes an exchange, and how it shows itself. */
export interface Caller {
  /** Full client id. */
  readonly id: string;
  /**
   * @param resource what of the bus is called
   * @param sign signs each request; nobody does where it is absent
   */
  open(resource: '/r1' | '/api', sign?: SignRequest): Promise<Pick<Session, 'bus' | 'send'>>;
}

/**
 * The subsystem that the options name: with its key, for tokens, or with the certificate of its `mtls` link.
 *
 * @throws SimpulError `SIMPUL_CLI_USAGE`, `SIMPUL_CLI_KEY_MISSING`
 */
export async function findCaller(
  bus: Bus,
  options: BusOptions & { readonly as?: string },
  terminal: Terminal,
): Promise<Caller> {
  if (options.cert === undefined) {
    const client = await findClient(bus, options, terminal);
    return { id: client.id, open: (resource, sign) => openSession(bus, { client, resource, sign }) };
  }
  const written = options.as ?? options.client;
  if (written === undefined) {
    throw new SimpulError(CLI.USAGE, { params: { reason: 'who is calling? Name a subsystem with --as' } });
  }
  return {
    id: await fullClientId(written, bus),
    // The connection carries the certificate, so nothing that shows who asks is added to a request.
    open: (_, sign) =>
      Promise.resolve({ bus, send: async (request) => bus.http.send(await withSignature(bus, request, sign)) }),
  };
}
