import type { SimpulError } from '@simpul/errors';
import { generateKeyPair } from 'jose';
import { createBusClient } from '../../../src/proxy/bus-client.ts';
import { startProxy } from '../../../src/proxy/proxy.ts';
import type { ProxySigner } from '../../../src/proxy/signer.ts';
import { createUpstream } from '../../../src/proxy/upstream.ts';
import { SIAK } from '../../support/data-folder.ts';

/** A proxy in this process. */
export interface TestProxy {
  readonly url: string;
  readonly port: number;
  /** Errors of its own that it answered with, and their ids. */
  readonly errors: { readonly error: SimpulError; readonly id: string; readonly target: string }[];
  readonly tokenFailures: unknown[];
  stop(): Promise<void>;
}

/** @param signer signs exchanges; nobody does where it is absent */
export async function startTestProxy(url: string, signer?: ProxySigner): Promise<TestProxy> {
  const upstream = createUpstream({ url });
  const { privateKey } = await generateKeyPair('ES256');
  const errors: TestProxy['errors'] = [];
  const tokenFailures: unknown[] = [];
  const proxy = await startProxy({
    bus: { url, publicUrl: url, http: createBusClient(upstream, url) },
    upstream,
    clientId: SIAK,
    address: { host: '127.0.0.1', port: 0 },
    remote: false,
    style: 'x7',
    readClient: () => Promise.resolve({ id: SIAK, key: privateKey, alg: 'ES256', kid: 'kid', thumbprint: 'kid' }),
    signer,
    reports: {
      token: () => undefined,
      tokenFailed: (error) => void tokenFailures.push(error),
      error: (error, { id, target }) => void errors.push({ error, id, target }),
    },
  });
  const { port } = proxy.address;
  return { url: `http://127.0.0.1:${port}`, port, errors, tokenFailures, stop: () => proxy.stop() };
}
