import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createAuthority, temporaryFolder } from '@simpul/testing';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EndedUp, runUp } from '../integration/lifecycle/run-up.ts';
import { writeSmallRegion } from '../integration/lifecycle/small-region.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(60_000);

const folder = temporaryFolder();
const place = (name: string): string => join(folder.path, name);
const PUBLIC = ['--public-url', 'https://bus.example'];
const PROXY = ['--trusted-proxy', '10.18.0.1'];
let region: string;
let tls: readonly string[];
let count = 0;

interface Subsystem {
  link?: string;
  jwks?: { keys: unknown[] };
  jwksUri?: string;
}

beforeAll(async () => {
  region = await writeSmallRegion(folder.path, { mode: 'production' });
  const { cert, key } = await (await createAuthority()).server({ names: ['bus.example'] });
  writeFileSync(place('cert.pem'), cert);
  writeFileSync(place('key.pem'), key);
  tls = ['--tls-cert', place('cert.pem'), '--tls-key', place('key.pem')];
});
afterAll(() => folder.remove());

const dataFolder = (): string => place(`data-${count++}`);

function start(...args: readonly string[]): Promise<EndedUp> {
  return runUp({ region, data: dataFolder(), args });
}

/** Starts with a region file in which one thing is otherwise. */
function startWith(change: (subsystem: Subsystem) => unknown): Promise<EndedUp> {
  const file = JSON.parse(readFileSync(region, 'utf8')) as { members: { subsystems: Subsystem[] }[] };
  const subsystem = file.members[0]?.subsystems[0];
  if (subsystem !== undefined) change(subsystem);
  const changed = place(`region-${count++}.json`);
  writeFileSync(changed, JSON.stringify(file));
  return runUp({ region: changed, data: dataFolder(), args: [...PUBLIC, ...tls] });
}

describe('a start in production', () => {
  it.each<[string, () => Promise<EndedUp>]>([
    ['its own TLS', () => start(...PUBLIC, ...tls)],
    ['a proxy in front that speaks it', () => start(...PUBLIC, ...PROXY)],
  ])('is made with %s', async (_, run) => {
    const { code, stdout } = await run();
    expect([code, stdout]).toEqual([0, expect.stringContaining('Simpul is ready at https://bus.example\n')]);
  });

  it.each<[string, () => Promise<EndedUp>, RegExp]>([
    [
      'a public address without TLS',
      () => start('--public-url', 'http://bus.example', ...tls),
      /--public-url: must begin with https:/,
    ],
    ['the public address of a sandbox', () => start(), /--public-url: must begin with https:.* http:\/\/localhost:/],
    ['a door without TLS, and no proxy in front', () => start(...PUBLIC), /--tls-cert: is needed in production/],
    ['the key of a sandbox in its folder', startWithSandboxKey, /operator\.jwk: is the key of a sandbox/],
    [
      'an open link',
      () => startWith((subsystem) => (subsystem.link = 'open')),
      /expected link token or mtls in production, not open/,
    ],
    ['keys fetched without TLS', () => startWith(fetchKeys), /expected an https address in production/],
    [
      'a key set that a sandbox would fill',
      () => startWith((subsystem) => (subsystem.jwks = { keys: [] })),
      /expected at least one key in production/,
    ],
    [
      'a token link without keys',
      () => startWith((subsystem) => delete subsystem.jwks),
      /expected jwks or jwksUri in production/,
    ],
    [
      'an mtls link without certificates',
      () => startWith((subsystem) => (subsystem.link = 'mtls')),
      /expected certificates for an mtls link in production/,
    ],
    ['accounts in the region file', startWithPeople, /expected no people in production/],
  ])('is refused with %s', async (_, run, reason) => {
    const { code, stdout, stderr } = await run();
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(reason)]);
  });
});

describe('a start over TLS', () => {
  it.each<[string, () => readonly string[], RegExp]>([
    ['a certificate alone', () => tls.slice(0, 2), /--tls-cert: needs --tls-key/],
    ['a key alone', () => tls.slice(2), /--tls-key: needs --tls-cert/],
    ['a client CA alone', () => ['--tls-client-ca', place('cert.pem'), ...PROXY], /--tls-client-ca: needs --tls-cert/],
    [
      'a file that is not there',
      () => ['--tls-cert', place('none'), ...tls.slice(2)],
      /--tls-cert: .*none cannot be read \(ENOENT\)/,
    ],
    ['a version that is not safe', () => [...tls, '--tls-min', '1.1'], /--tls-min: /],
    [
      'a network that is none',
      () => [...tls, '--trusted-proxy', 'proxy.example'],
      /--trusted-proxy: proxy\.example is no address range/,
    ],
  ])('is refused with %s', async (_, args, reason) => {
    const { code, stdout, stderr } = await start(...PUBLIC, ...args());
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(reason)]);
  });

  it('warns of a certificate that does not name the public address', async () => {
    const { code, stderr } = await start('--public-url', 'https://other.example', ...tls);
    expect([code, stderr]).toEqual([0, expect.stringContaining('does not name other.example')]);
  });
});

function fetchKeys(subsystem: Subsystem): void {
  delete subsystem.jwks;
  subsystem.jwksUri = 'http://kunci.example/jwks';
}

function startWithSandboxKey(): Promise<EndedUp> {
  const data = dataFolder();
  mkdirSync(join(data, 'credentials'), { recursive: true });
  writeFileSync(join(data, 'credentials', 'operator.jwk'), '{}');
  return runUp({ region, data, args: [...PUBLIC, ...tls] });
}

function startWithPeople(): Promise<EndedUp> {
  const file = JSON.parse(readFileSync(region, 'utf8')) as Record<string, unknown>;
  const changed = place('people.json');
  writeFileSync(changed, JSON.stringify({ ...file, people: [{ email: 'a@b.example', role: 'auditor' }] }));
  return runUp({ region: changed, data: dataFolder(), args: [...PUBLIC, ...tls] });
}
