import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { keyFileName } from '../../src/credentials/client-key.ts';
import type { FakeBus } from './fake-bus.ts';
import { PUBLIC_URL } from './fake-bus.ts';

export const SIAK = 'ID-LA/GOV/1871-DISDUKCAPIL/siak';

/** An empty folder for one test file. */
export function makeFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'simpul-cli-'));
}

/** A data folder as `simpul up` leaves it, with keys that the fake bus knows. */
export async function makeDataFolder(bus: FakeBus): Promise<string> {
  const folder = await makeFolder();
  await mkdir(join(folder, 'credentials'));
  await mkdir(join(folder, 'run'));
  await writeFile(
    join(folder, 'instance.json'),
    JSON.stringify({ format: 1, instance: 'ID-LA', publicUrl: PUBLIC_URL }),
  );
  await writeFile(
    join(folder, 'run', 'endpoint.json'),
    JSON.stringify({ url: bus.server.url, metricsUrl: '', pid: 1 }),
  );
  for (const client of [SIAK, 'sandbox-operator', 'sandbox-integrator', 'sandbox-steward', 'sandbox-auditor'])
    await addClient(folder, bus, client);
  return folder;
}

async function addClient(folder: string, bus: FakeBus, client: string): Promise<void> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  await writeFile(join(folder, 'credentials', keyFileName(client)), JSON.stringify({ ...jwk, alg: 'ES256', kid }));
  bus.issuer.clients.set(client, { ...(await exportJWK(publicKey)), alg: 'ES256', kid });
}
