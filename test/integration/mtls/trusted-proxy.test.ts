import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  type FakeAgency,
  launchSimpul,
  type LaunchedSimpul,
  type MadeCertificate,
  selfSigned,
  startFakeAgency,
  temporaryFolder,
} from '@simpul/testing';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CERTIFIED, ECHO, OPEN, OTHER, writeMtlsRegion } from './mtls-region.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(60_000);

/** Loopback is a network of many addresses: one is the proxy's. */
const PROXY = '127.0.0.2';
const STRANGER = '127.0.0.3';

const folder = temporaryFolder();
let agency: FakeAgency;
let simpul: LaunchedSimpul;
let pinned: MadeCertificate;
let expired: MadeCertificate;

beforeAll(async () => {
  agency = await startFakeAgency();
  pinned = await selfSigned({ name: 'bersertifikat' });
  expired = await selfSigned({ name: 'lama', untilDays: -0.5 });
  const certificates = { [CERTIFIED]: [pinned.fingerprint, expired.fingerprint] };
  const region = await writeMtlsRegion(folder.path, { mode: 'sandbox', agency: agency.url, certificates });
  const args = ['--trusted-proxy', `${PROXY}/32`];
  simpul = await launchSimpul({ region: region.file, data: join(folder.path, 'data'), args });
});
afterAll(async () => {
  await Promise.all([simpul.kill(), agency.stop()]);
  folder.remove();
});

async function call(from: string, client: string, headers: Readonly<Record<string, string | string[]>> = {}) {
  const sent = request(`${simpul.url}${ECHO}`, {
    host: '127.0.0.1',
    localAddress: from,
    agent: false,
    headers: { 'X-Road-Client': client, ...headers },
  });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode, text: await text(response) };
}
const rfc9440 = ({ cert }: MadeCertificate): string => `:${new X509Certificate(cert).raw.toString('base64')}:`;
const escaped = ({ cert }: MadeCertificate): string => encodeURIComponent(cert);

describe('a certificate that a proxy passes on', () => {
  it.each([
    ['RFC 9440', rfc9440],
    ['a percent-encoded PEM', escaped],
  ])('is believed from the network that was named, as %s', async (_, write) => {
    expect((await call(PROXY, CERTIFIED, { 'Client-Cert': write(pinned) })).status).toBe(200);
    expect(agency.seen.at(-1)?.headers).not.toHaveProperty('client-cert');
  });

  it.each([STRANGER, '127.0.0.1'])('is not believed from %s', async (from) => {
    const before = agency.seen.length;
    const answer = await call(from, CERTIFIED, { 'Client-Cert': rfc9440(pinned) });
    expect([answer.status, answer.text]).toEqual([401, expect.stringContaining('SIMPUL_AUTH_CERTIFICATE_MISSING')]);
    expect(agency.seen).toHaveLength(before);
  });

  it.each<[string, string, () => string | string[] | undefined, string]>([
    ['none', CERTIFIED, () => undefined, 'CERTIFICATE_MISSING'],
    ['an expired one', CERTIFIED, () => rfc9440(expired), 'CERTIFICATE_INVALID'],
    ['two', CERTIFIED, () => [rfc9440(pinned), rfc9440(pinned)], 'CERTIFICATE_INVALID'],
    ['what is none', CERTIFIED, () => 'CN=bersertifikat', 'CERTIFICATE_INVALID'],
    ["another's", OTHER, () => rfc9440(pinned), 'CLIENT_MISMATCH'],
  ])('is refused from there where it is %s', async (_, client, value, code) => {
    const header = value();
    const answer = await call(PROXY, client, header === undefined ? {} : { 'Client-Cert': header });
    expect(answer.text).toContain(`SIMPUL_AUTH_${code}`);
  });
});

describe('an open link', () => {
  it('is for callers on this machine, and behind a proxy nobody is', async () => {
    expect((await call('127.0.0.1', OPEN)).status).toBe(200);
    expect((await call(STRANGER, OPEN)).status).toBe(200);
    expect((await call(PROXY, OPEN)).text).toContain('SIMPUL_AUTH_TOKEN_MISSING');
  });

  it.each(['X-Forwarded-For', 'Forwarded', 'Via', 'X-Real-IP', 'X-Forwarded-Proto', 'Client-Cert'])(
    'is closed to a proxy that nobody named, by its %s',
    async (name) => {
      expect((await call('127.0.0.1', OPEN, { [name]: '127.0.0.1' })).text).toContain('SIMPUL_AUTH_TOKEN_MISSING');
    },
  );
});
