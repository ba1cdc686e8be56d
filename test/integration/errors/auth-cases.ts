import { AUTH } from '@simpul/errors';
import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Case } from './case.ts';
import { CALLER, CERTIFIED, KEYED, LEAVER, MOVER, PROXY, road, SUSPENDED } from './region-file.ts';
import { type Answer, until, type World } from './world.ts';

const COMMAND = resolve(import.meta.dirname, '../../../packages/cli/bin/simpul.js');

/** Step 2: who calls is not shown, or is not who it says. */
export const AUTH_CASES: readonly Case[] = [
  { error: AUTH.TOKEN_MISSING, provoke: ({ call }) => call(road('echo'), { client: KEYED }) },
  { error: AUTH.TOKEN_INVALID, provoke: (world) => callAs(world, KEYED, { token: 'not-a-token' }) },
  { error: AUTH.PROOF_INVALID, provoke: (world) => callAs(world, KEYED, { proofFor: 'DELETE' }) },
  {
    error: AUTH.PROOF_INVALID,
    variant: 'of another key',
    async provoke(world) {
      const client = await world.m2m(KEYED, keyName(KEYED));
      const token = await client.token(`${world.bus.url}/r1`);
      return callAs(world, KEYED, { token });
    },
  },
  {
    error: AUTH.TOKEN_INVALID,
    variant: 'for another audience',
    async provoke(world) {
      const client = await world.m2m(KEYED, keyName(KEYED));
      const token = await client.token(`${world.bus.url}/api`);
      const proof = await client.proofHeaders(token, 'GET', world.bus.url + road('echo'));
      return world.call(road('echo'), { client: KEYED, headers: Object.entries(proof).flat() });
    },
  },
  {
    error: AUTH.PROOF_REPLAYED,
    async provoke(world) {
      const headers = await signIn(world, KEYED);
      const first = await world.call(road('echo'), { client: KEYED, headers });
      if (first.status !== 200) return first;
      return world.call(road('echo'), { client: KEYED, headers });
    },
  },
  { error: AUTH.CERTIFICATE_MISSING, provoke: ({ call }) => call(road('echo'), { client: CERTIFIED }) },
  { error: AUTH.CERTIFICATE_UNKNOWN, provoke: (world) => callThroughProxy(world, `:${unknownCertificate()}:`) },
  { error: AUTH.CERTIFICATE_INVALID, provoke: (world) => callThroughProxy(world, 'CN=siapa') },
  { error: AUTH.CLIENT_MISMATCH, provoke: (world) => callAs(world, KEYED, { client: CALLER }) },
  { error: AUTH.CLIENT_SUSPENDED, provoke: ({ call }) => call(road('echo'), { client: SUSPENDED }) },
  {
    error: AUTH.PURPOSE_PINNED,
    provoke: (world) => callAs(world, KEYED, { form: { purpose: 'uji' }, headers: ['X-Simpul-Purpose', 'lain'] }),
  },
  { error: AUTH.CLIENT_UNKNOWN, provoke: (world) => callAfterChange(world, LEAVER) },
  { error: AUTH.LINK_REFUSED, provoke: (world) => callAfterChange(world, MOVER) },
];

function keyName(id: string): string {
  return id.split('/').slice(1).join('.');
}

interface SignedCall {
  readonly token?: string;
  readonly form?: Readonly<Record<string, string>>;
  /** Method that the proof is for. */
  readonly proofFor?: string;
  readonly client?: string;
  readonly headers?: readonly string[];
}

/** Gets a token and makes the headers of one call with it. */
async function signIn(world: World, id: string, { token, form, proofFor = 'GET' }: SignedCall = {}): Promise<string[]> {
  const client = await world.m2m(id, keyName(id));
  const held = token ?? (await client.token(`${world.bus.url}/r1`, form));
  return Object.entries(await client.proofHeaders(held, proofFor, world.bus.url + road('echo'))).flat();
}

async function callAs(world: World, id: string, options: SignedCall): Promise<Answer> {
  const { client = id, headers = [] } = options;
  return world.call(road('echo'), { client, headers: [...(await signIn(world, id, options)), ...headers] });
}

/** Calls as a proxy that has seen the caller's certificate. */
function callThroughProxy({ call }: World, certificate: string): Promise<Answer> {
  return call(road('echo'), { client: CERTIFIED, from: PROXY, headers: ['Client-Cert', certificate] });
}

/** DER, base64. */
function unknownCertificate(): string {
  const file = resolve(import.meta.dirname, '../../../packages/connectors/test/rest/certificates/server.pem');
  return new X509Certificate(readFileSync(file)).raw.toString('base64');
}

/** Calls with a token that was given before the region changed. */
async function callAfterChange(world: World, id: string): Promise<Answer> {
  const signedIn = changed.get(world) ?? signInAndChange(world);
  changed.set(world, signedIn);
  return world.call(road('echo'), { client: id, headers: (await signedIn).get(id) ?? [] });
}

const changed = new WeakMap<World, Promise<ReadonlyMap<string, readonly string[]>>>();

/** Signs in both subsystems that are about to change, and applies the change as an operator does. */
async function signInAndChange(world: World): Promise<ReadonlyMap<string, readonly string[]>> {
  const { bus } = world;
  const leaver = await signIn(world, LEAVER);
  const mover = await signIn(world, MOVER);
  const apply = [COMMAND, 'region', 'apply', world.laterRegion(), '--prune', '--data', bus.data];
  await promisify(execFile)(process.execPath, apply);
  const gone = async (): Promise<boolean> => {
    const answer = await fetch(`${bus.url}/listClients`, { headers: { accept: 'application/json' } });
    return !(await answer.text()).includes('pamit');
  };
  await until(gone, 'the changed region is in force');
  return new Map([
    [LEAVER, leaver],
    [MOVER, mover],
  ]);
}
