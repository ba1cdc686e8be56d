import { isSimpulError, SimpulError } from '@simpul/errors';
import { parseJsonObject } from '../api/answer-json.ts';
import type { Bus } from '../api/bus.ts';
import { createHttpClient, headerOf } from '../api/http-client.ts';
import { openSession } from '../api/session.ts';
import { findClient } from '../credentials/client-key.ts';
import { loginFile } from '../login/login-files.ts';
import { findPersonSession } from '../login/person-session.ts';
import { CLI } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import { ANSWER_MS } from './limits.ts';
import type { Address, Folder, Heard, Reached, Scope } from './patient.ts';

/** Who asks in a sandbox, whose keys lie in the data folder. */
const SANDBOX_CLIENTS: Readonly<Record<Scope, string>> = {
  'region:apply': 'sandbox-operator',
  'audit:read': 'sandbox-auditor',
};

export interface ReachOptions {
  readonly folder: Folder | undefined;
  /** Client that is asked with, where it is not one of the sandbox. */
  readonly client?: string | undefined;
  readonly key?: string | undefined;
}

/** Asks the bus whether it is there. `close` is for when the checks are done. */
export async function reachBus(
  { url, publicUrl }: Address,
  { folder, client, key }: ReachOptions,
  terminal: Terminal,
): Promise<{ readonly reached: Reached; close(): Promise<void> }> {
  const serverName = new URL(publicUrl).hostname.replace(/^\[(.*)\]$/, '$1');
  const http = createHttpClient(url, { timeoutMs: ANSWER_MS, serverName });
  const place = { url, publicUrl, http };
  const close = (): Promise<void> => http.close();
  try {
    const heard = await listen(place, terminal);
    const instance = heard.instance ?? folder?.instance?.instance;
    const named: Bus = { ...place, ...(instance === undefined ? {} : { instance }) };
    const bus: Bus = client === undefined && folder !== undefined ? { ...named, folder: folder.path } : named;
    const isSandbox = heard.mode === 'sandbox' && folder !== undefined;
    const signIn = async (scope: Scope) => {
      if (client === undefined && !isSandbox) {
        const session = await findPersonSession(bus, loginFile(publicUrl, terminal), terminal);
        if (session === undefined) throw usage('no --client and --key were given, and nobody is logged in');
        return session;
      }
      const written = {
        ...(client === undefined ? {} : { client }),
        ...(key === undefined ? {} : { key }),
        ...(client === undefined ? { as: SANDBOX_CLIENTS[scope] } : {}),
      };
      return openSession(bus, { client: await findClient(bus, written, terminal), resource: '/api', scope });
    };
    return { reached: { answers: true, bus, heard, signIn }, close };
  } catch (error) {
    if (!isSimpulError(error)) throw error;
    return { reached: { answers: false, reason: String(error.params['reason'] ?? error.message) }, close };
  }
}

async function listen({ http }: Bus, terminal: Terminal): Promise<Heard> {
  const accept = ['accept', 'application/json'];
  // Once before, so that the connection is there and the clocks are compared over the shortest way.
  const { body } = await http.send({ method: 'GET', path: '/', headers: accept });
  const sentAt = terminal.now();
  const ready = await http.send({ method: 'GET', path: '/readyz' });
  const receivedAt = terminal.now();
  const date = Date.parse(headerOf(ready, 'date') ?? '');
  const { instance, mode } = parseJsonObject(body) ?? {};
  return {
    sentAt,
    receivedAt,
    ready: ready.status === 200,
    ...(Number.isNaN(date) ? {} : { date }),
    ...(typeof instance === 'string' ? { instance } : {}),
    ...(typeof mode === 'string' ? { mode } : {}),
  };
}

/** `/metrics` of the operator's door, which is on this machine only. */
export async function readMetrics(metricsUrl: string): Promise<string | undefined> {
  const http = createHttpClient(metricsUrl, { timeoutMs: ANSWER_MS });
  try {
    const { status, body } = await http.send({ method: 'GET', path: '/metrics' });
    return status === 200 ? body.toString('utf8') : undefined;
  } catch (error) {
    if (isSimpulError(error)) return undefined;
    throw error;
  } finally {
    await http.close();
  }
}

function usage(reason: string): SimpulError {
  return new SimpulError(CLI.USAGE, { params: { reason } });
}
