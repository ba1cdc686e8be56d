import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  type CertificateAuthority,
  createAuthority,
  type FakeAgency,
  launchSimpul,
  type LaunchedSimpul,
  type MadeCertificate,
  selfSigned,
  startFakeAgency,
  temporaryFolder,
} from '@simpul/testing';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../sandbox/eventually.ts';
import { CERTIFIED, ECHO, KEYED, OTHER, writeMtlsRegion } from './mtls-region.ts';
import { type TlsAnswer, tlsCall } from './tls-call.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(60_000);

const COMMAND = resolve(import.meta.dirname, '../../../packages/cli/bin/simpul.js');
const folder = temporaryFolder();
const file = (name: string): string => join(folder.path, name);
let authority: CertificateAuthority;
let door: MadeCertificate;
let agency: FakeAgency;
let simpul: LaunchedSimpul;
let keyFile: string;
const clients = new Map<string, MadeCertificate>();

/** A production bus that speaks TLS itself, with pinned certificates alone. */
beforeAll(async () => {
  authority = await createAuthority();
  door = await authority.server();
  agency = await startFakeAgency();
  clients.set('pinned', await selfSigned({ name: 'bersertifikat', untilDays: 10 }));
  clients.set('other', await selfSigned({ name: 'tetangga' }));
  clients.set('expired', await selfSigned({ name: 'lama', untilDays: -0.5 }));
  clients.set('early', await selfSigned({ name: 'nanti', fromDays: 1 }));
  clients.set('unknown', await selfSigned({ name: 'asing' }));
  clients.set('on-token-link', await selfSigned({ name: 'bertoken' }));
  const print = (name: string): string => clients.get(name)?.fingerprint ?? '';
  const certificates = {
    [CERTIFIED]: [print('pinned'), print('expired'), print('early')],
    [OTHER]: [print('other')],
    [KEYED]: [print('on-token-link')],
  };
  const region = await writeMtlsRegion(folder.path, { mode: 'production', agency: agency.url, certificates });
  ({ keyFile } = region);
  writeFileSync(file('ca.pem'), authority.cert);
  writeFileSync(file('cert.pem'), door.cert);
  writeFileSync(file('key.pem'), door.key);
  const args = ['--tls-cert', file('cert.pem'), '--tls-key', file('key.pem')];
  simpul = await launchSimpul({ region: region.file, data: file('data'), args });
});
afterAll(async () => {
  await simpul.kill();
  await agency.stop();
  folder.remove();
});

interface Call {
  /** Name of the client's certificate. */
  readonly by?: string;
  readonly as?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly agent?: Agent;
}

function call({ by, as = CERTIFIED, headers = {}, agent }: Call): Promise<TlsAnswer> {
  const { cert, key } = clients.get(by ?? '') ?? {};
  return tlsCall({
    port: simpul.port,
    path: `${ECHO}/a?b=1`,
    ca: authority.cert,
    headers: { 'X-Road-Client': as, ...headers },
    ...(cert === undefined ? {} : { cert, key: key ?? '' }),
    ...(agent === undefined ? {} : { agent }),
  });
}

describe('an mtls link', () => {
  it('knows a subsystem by its certificate, and leaves its Authorization and DPoP to the provider', async () => {
    for (const authorization of ['Basic cGhwOmxhbWE=', 'DPoP of-the-provider']) {
      const answer = await call({ by: 'pinned', headers: { Authorization: authorization, DPoP: 'of-the-provider' } });
      expect([answer.status, answer.text]).toEqual([200, '{"ok":true}']);
      const seen = agency.seen.at(-1);
      expect([seen?.target, seen?.headers.authorization]).toEqual(['/a?b=1', authorization]);
      expect(seen?.headers.dpop).toBe('of-the-provider');
      expect(seen?.headers['x-road-client']).toBe(CERTIFIED);
    }
  });

  it('serves many requests of one connection', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) statuses.push((await call({ by: 'pinned', agent })).status);
    agent.destroy();
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
  });

  it.each<[string, Call, number, string, string]>([
    ['no certificate', {}, 401, 'Server.ClientProxy.SslAuthenticationFailed', 'CERTIFICATE_MISSING'],
    ['an unknown one', { by: 'unknown' }, 401, 'Server.ClientProxy.SslAuthenticationFailed', 'CERTIFICATE_UNKNOWN'],
    ['an expired one', { by: 'expired' }, 401, 'Server.ClientProxy.SslAuthenticationFailed', 'CERTIFICATE_INVALID'],
    [
      'one that is not valid yet',
      { by: 'early' },
      401,
      'Server.ClientProxy.SslAuthenticationFailed',
      'CERTIFICATE_INVALID',
    ],
    ["another's X-Road-Client", { by: 'other' }, 500, 'Server.ServerProxy.AccessDenied', 'CLIENT_MISMATCH'],
    [
      'the certificate of a token link',
      { by: 'on-token-link', as: KEYED },
      500,
      'Server.ServerProxy.AccessDenied',
      'LINK_REFUSED',
    ],
    ['a token link without a token', { as: KEYED }, 401, 'Server.ClientProxy.SslAuthenticationFailed', 'TOKEN_MISSING'],
    [
      'a token link with a bare certificate of an mtls link',
      { by: 'pinned', as: KEYED },
      500,
      'Server.ServerProxy.AccessDenied',
      'CLIENT_MISMATCH',
    ],
  ])('refuses %s', async (_, how, status, type, code) => {
    const before = agency.seen.length;
    const answer = await call(how);
    expect([answer.status, answer.error]).toEqual([status, type]);
    expect(answer.text).toContain(`SIMPUL_AUTH_${code}`);
    expect(agency.seen).toHaveLength(before);
  });

  it('believes no Client-Cert header from whoever calls, and does not pass it on', async () => {
    const pinned = clients.get('pinned')?.cert ?? '';
    const headers = { 'Client-Cert': encodeURIComponent(pinned) };
    expect((await call({ headers })).text).toContain('SIMPUL_AUTH_CERTIFICATE_MISSING');
    expect((await call({ by: 'other', headers })).text).toContain('SIMPUL_AUTH_CLIENT_MISMATCH');
    expect(
      (await call({ by: 'pinned', headers: { 'Client-Cert': ':AAAA:', 'Client-Cert-Chain': ':AAAA:' } })).status,
    ).toBe(200);
    expect(agency.seen.at(-1)?.headers).not.toHaveProperty('client-cert');
    expect(agency.seen.at(-1)?.headers).not.toHaveProperty('client-cert-chain');
  });
});

describe('the command line', () => {
  const run = async (...args: readonly string[]) => {
    const env = { ...process.env, SIMPUL_CA: '' };
    const ran = promisify(execFile)(process.execPath, [COMMAND, ...args], { env });
    return ran
      .then(({ stdout }) => ({ code: 0, stdout, stderr: '' }))
      .catch((error: unknown) => error as { code: number; stdout: string; stderr: string });
  };

  it('makes an exchange on a token link over TLS, with the authority that it is told', async () => {
    const bus = ['--url', simpul.url, '--client', KEYED, '--key', keyFile, '--ca', file('ca.pem')];
    const called = await run('call', ECHO.slice('/r1/'.length), ...bus);
    expect([called.code, called.stdout]).toEqual([0, '{"ok":true}\n']);
    expect((await run('token', ...bus)).code).toBe(0);
  });

  it('refuses a bus whose authority it does not know', async () => {
    const failed = await run(
      'call',
      ECHO.slice('/r1/'.length),
      '--url',
      simpul.url,
      '--client',
      KEYED,
      '--key',
      keyFile,
    );
    expect([failed.code, failed.stdout]).toEqual([5, '']);
  });

  it('makes an exchange on an mtls link, and gets its receipt', async () => {
    const { cert = '', key = '' } = clients.get('pinned') ?? {};
    writeFileSync(file('client.pem'), cert);
    writeFileSync(file('client.key'), key);
    const certificate = ['--cert', file('client.pem'), '--cert-key', file('client.key'), '--ca', file('ca.pem')];
    const receipt = ['--receipt', file('receipt')];
    const target = ECHO.slice('/r1/'.length);
    const called = await run('call', target, '--data', file('data'), '--as', CERTIFIED, ...certificate, ...receipt);
    expect([called.code, called.stdout, called.stderr]).toEqual([0, '{"ok":true}\n', expect.any(String)]);
    expect((await run('audit', 'verify', file('receipt'), '--data', file('data'), '--ca', file('ca.pem'))).code).toBe(
      0,
    );
  });
});

describe('certificates that are about to end', () => {
  it("are told of by metric and log: the door's own, and those of subsystems that called", async () => {
    await call({ by: 'pinned' });
    const metrics = await (await fetch(`${simpul.metricsUrl}/metrics`)).text();
    expect(metrics).toMatch(/^simpul_door_certificate_end_timestamp_seconds \d{10}/m);
    const print = clients.get('pinned')?.fingerprint ?? '';
    expect(metrics).toContain(
      `simpul_client_certificate_end_timestamp_seconds{subsystem="${CERTIFIED}",certificate="${print}"}`,
    );
    expect(metrics).not.toContain(clients.get('unknown')?.fingerprint);
  });

  it('are replaced without downtime: new connections get the new one, open ones go on', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect((await call({ by: 'pinned', agent })).serverPrint).toBe(door.fingerprint);
    const next = await authority.server({ untilDays: 20 });
    writeFileSync(file('cert.pem'), next.cert);
    writeFileSync(file('key.pem'), next.key);
    await eventually(async () => ((await call({ by: 'pinned' })).serverPrint === next.fingerprint ? true : undefined));
    expect(await call({ by: 'pinned', agent })).toMatchObject({ status: 200, serverPrint: door.fingerprint });
    agent.destroy();
  });
});
