import { isSimpulError, KEY, SimpulError } from '@simpul/errors';
import type { Bus } from '../api/bus.ts';
import { addKey, BUS_KEYS, fetchKeys, provePossession, rotateBusKey } from '../api/keys.ts';
import { openSession, type Session } from '../api/session.ts';
import { type BusOptions, withBus } from '../credentials/bus-address.ts';
import { findKeyFile, readKey } from '../credentials/client-key.ts';
import { readEndTime } from '../credentials/end-time.ts';
import { type NextKey, prepareNextKey } from '../credentials/next-key.ts';
import { CLI } from '../errors.ts';
import { formatBusRotation, formatRotation } from '../output/keys.ts';
import type { Terminal } from '../terminal.ts';
import { withOfficialSession } from './official-session.ts';

/** Options of `simpul key rotate`. */
export interface RotateOptions extends BusOptions {
  readonly as?: string;
  /** True: tokens. */
  readonly bus?: true | string;
  readonly until: string;
}

/**
 * Replaces a key: the bus's own, or that of a subsystem, whose old key goes on until a time.
 *
 * @throws SimpulError `SIMPUL_CLI_USAGE`, `SIMPUL_CLI_KEY_MISSING`, `SIMPUL_KEY_*`
 */
export async function runKeyRotate(options: RotateOptions, terminal: Terminal): Promise<void> {
  if (options.bus !== undefined) return rotateOfBus(options, terminal);
  const until = readEndTime(options.until, terminal.now());
  return withBus(options, terminal, (bus) => rotateOfSubsystem(bus, { options, terminal, until }));
}

async function rotateOfBus(options: RotateOptions, terminal: Terminal): Promise<void> {
  if (options.as !== undefined) {
    throw new SimpulError(CLI.USAGE, { params: { reason: '--bus and --as exclude each other' } });
  }
  const of = BUS_KEYS.find((one) => one === (options.bus === true ? 'tokens' : options.bus));
  if (of === undefined) {
    throw new SimpulError(CLI.USAGE, { params: { reason: `--bus takes ${BUS_KEYS.join(' or ')}` } });
  }
  await withOfficialSession({ options, terminal, official: 'sandbox-operator' }, async (session) => {
    const rotation = await rotateBusKey(session, of);
    terminal.out(options.json === true ? `${JSON.stringify(rotation)}\n` : formatBusRotation(rotation, of));
  });
}

interface RotateContext {
  readonly options: RotateOptions;
  readonly terminal: Terminal;
  readonly until: number;
}

async function rotateOfSubsystem(bus: Bus, { options, terminal, until }: RotateContext): Promise<void> {
  const { id, file } = await findKeyFile(bus, options, terminal);
  const client = await readKey(id, file);
  const next = await prepareNextKey(file, client);
  const session = await openSession(bus, { client, resource: '/api' });
  const key = await register(session, next, { kid: client.thumbprint, until });
  const previous = await next.takeOver();
  const rotation = { subsystem: id, key, file, previous, old: client.thumbprint, until };
  terminal.out(options.json === true ? `${JSON.stringify(rotation)}\n` : formatRotation(rotation));
}

async function register(session: Session, next: NextKey, replaces: { readonly kid: string; readonly until: number }) {
  const { id, thumbprint } = next.client;
  try {
    const proof = await provePossession(next.client, `${session.bus.publicUrl}/oauth2`);
    return await addKey(session, id, { jwk: next.jwk, proof, replaces });
  } catch (error) {
    if (!isSimpulError(error, KEY.KNOWN)) throw error;
    // An earlier try reached the bus, and its answer was lost.
    const key = (await fetchKeys(session, id)).find(({ kid }) => kid === thumbprint);
    if (key === undefined) throw error;
    return key;
  }
}
