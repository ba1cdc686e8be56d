import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SimpulError } from '@simpul/errors';
import type { JWK } from 'jose';
import { parseJsonObject } from '../api/answer-json.ts';
import { requestKey } from '../api/keys.ts';
import type { BusOptions } from '../credentials/bus-address.ts';
import { fullClientId } from '../credentials/client-id.ts';
import { CLI } from '../errors.ts';
import { formatRequests } from '../output/keys.ts';
import type { Terminal } from '../terminal.ts';
import { withOfficialSession } from './official-session.ts';

/** Options of `simpul key request`. */
export interface RequestOptions extends BusOptions {
  readonly as: string;
  readonly note?: string;
}

/**
 * Asks that the public key in a file be added to a subsystem, as an integrator.
 *
 * @throws SimpulError `SIMPUL_CLI_USAGE` for a file that holds a private key or no JWK, `SIMPUL_DUTY_*`, `SIMPUL_KEY_*`
 */
export async function runKeyRequest(file: string, options: RequestOptions, terminal: Terminal): Promise<void> {
  const jwk = await readPublicJwk(resolve(terminal.cwd, file));
  const { as, note, ...caller } = options;
  await withOfficialSession({ options: caller, terminal, official: 'sandbox-integrator' }, async (session) => {
    const subsystem = await fullClientId(as, session.bus);
    const request = await requestKey(session, subsystem, { jwk, ...(note !== undefined && { note }) });
    terminal.out(options.json === true ? `${JSON.stringify(request)}\n` : formatRequests([request]));
  });
}

async function readPublicJwk(file: string): Promise<JWK> {
  let content: Uint8Array;
  try {
    content = await readFile(file);
  } catch (cause) {
    throw usage(`${file} cannot be read (${(cause as NodeJS.ErrnoException).code})`);
  }
  const jwk = parseJsonObject(content);
  if (jwk === undefined) throw usage(`${file} is no JWK`);
  if ('d' in jwk || 'k' in jwk) throw usage(`${file} holds a private key, which is for its owner alone`);
  return jwk;
}

function usage(reason: string): SimpulError {
  return new SimpulError(CLI.USAGE, { params: { reason } });
}
