import { describe, expect, it } from '@jest/globals';
import type { AccessToken } from '@simpul/bus';
import type { Credential, Subsystem } from '@simpul/contracts';
import { AUTH, SimpulError } from '@simpul/errors';
import { admit, authenticate, type Consumer } from '../../src/domain/authenticate.ts';
import { errorOf, lateErrorOf } from '../error-code.ts';
import { asObject, CONSUMER, directoryOf, SERVICE_ID, settings, subsystemOf } from '../sample-region.ts';

const AUDIENCE = 'https://bus.example/r1';
const token: AccessToken = {
  clientId: CONSUMER,
  subject: CONSUMER,
  audience: AUDIENCE,
  scopes: [],
  boundTo: { jkt: 'key' },
  grants: undefined,
  purpose: undefined,
  issuedAt: 1_999_999_700,
  expiresAt: 2_000_000_000,
};

function identify(
  credential: Credential,
  more: { token?: Partial<AccessToken>; client?: string; directory?: ReturnType<typeof directoryOf> } = {},
): Promise<Consumer> {
  const read = (text: string): Promise<AccessToken> =>
    text === 'good'
      ? Promise.resolve({ ...token, ...more.token })
      : Promise.reject(new SimpulError(AUTH.TOKEN_INVALID, { params: { reason: 'test' } }));
  const { client = CONSUMER, directory = directoryOf() } = more;
  return authenticate(credential, client, SERVICE_ID, {
    directory,
    tokens: { read },
    audience: AUDIENCE,
    day: () => '2026-06-15',
  });
}

const bearing = (text = 'good', jkt = 'key'): Credential => ({
  link: 'token',
  token: text,
  proof: { jkt, jti: 'once' },
});
const open: Credential = { link: 'open', loopback: true };
const PRINT = 'a1'.repeat(32);
const overCertificate: Credential = { link: 'token', token: 'good', certificate: PRINT };
const certified: Credential = { link: 'mtls', certificate: PRINT };

describe('a token', () => {
  it('tells who calls; its proof is known by key and id', async () => {
    const consumer = { id: CONSUMER, link: 'token', pinnedPurpose: undefined, proof: 'key.once', token };
    await expect(identify(bearing())).resolves.toEqual(consumer);
  });

  it('may be bound to the certificate that it came over, which needs no use to be noted', async () => {
    const boundTo = { certificate: PRINT };
    const consumer = { id: CONSUMER, link: 'token', pinnedPurpose: undefined, proof: undefined };
    await expect(identify(overCertificate, { token: { boundTo } })).resolves.toEqual({
      ...consumer,
      token: { ...token, boundTo },
    });
  });

  it('may be narrowed to the service and pinned to a purpose', async () => {
    const narrowed = identify(bearing(), { token: { audience: `${AUDIENCE}/${SERVICE_ID}`, purpose: 'statistik' } });
    await expect(narrowed).resolves.toMatchObject({ pinnedPurpose: 'statistik' });
  });

  it.each<[string, Credential, Partial<AccessToken>, string]>([
    ['that is not valid', bearing('bad'), {}, 'TOKEN_INVALID'],
    ['of another key than the proof', bearing('good', 'other'), {}, 'PROOF_INVALID'],
    ['of a certificate with a proof', bearing(), { boundTo: { certificate: PRINT } }, 'PROOF_INVALID'],
    ['of a key over a certificate', overCertificate, {}, 'TOKEN_INVALID'],
    ['of another certificate', overCertificate, { boundTo: { certificate: 'b2'.repeat(32) } }, 'TOKEN_INVALID'],
    ['for another bus', bearing(), { audience: 'https://other.example/r1' }, 'TOKEN_INVALID'],
    ['for another service', bearing(), { audience: `${AUDIENCE}/${SERVICE_ID}2` }, 'TOKEN_INVALID'],
    ['for a prefix of the service', bearing(), { audience: `${AUDIENCE}/ID-LA` }, 'TOKEN_INVALID'],
  ])('%s is refused', async (_, credential, changes, code) => {
    expect((await lateErrorOf(identify(credential, { token: changes }))).code).toBe(`SIMPUL_AUTH_${code}`);
  });
});

describe('a call without a token', () => {
  it('is taken on an open link, in a sandbox, on loopback', async () => {
    const consumer = { id: CONSUMER, link: 'open', pinnedPurpose: undefined, proof: undefined };
    await expect(identify(open)).resolves.toEqual(consumer);
  });

  it.each<[string, Credential, string, ReturnType<typeof directoryOf>]>([
    ['from elsewhere', { link: 'open', loopback: false }, CONSUMER, directoryOf()],
    ['in production', open, CONSUMER, directoryOf(asObject.settings({ ...settings, mode: 'production' }))],
    ['of a token link', open, CONSUMER, directoryOf(asObject.subsystem(subsystemOf(CONSUMER, { link: 'token' })))],
    ['of nobody', open, 'ID-LA/GOV/X/y', directoryOf()],
  ])('%s is refused', async (_, credential, client, directory) => {
    expect((await lateErrorOf(identify(credential, { client, directory }))).code).toBe('SIMPUL_AUTH_TOKEN_MISSING');
  });
});

describe('a certificate', () => {
  const withCertificate = (more: Partial<Subsystem> = {}) =>
    directoryOf(asObject.subsystem(subsystemOf(CONSUMER, { link: 'mtls', certificates: [PRINT], ...more })));

  it('tells who calls, whoever X-Road-Client names', async () => {
    const consumer = { id: CONSUMER, link: 'mtls', pinnedPurpose: undefined, proof: undefined };
    const directory = withCertificate();
    await expect(identify(certified, { directory })).resolves.toEqual(consumer);
    await expect(identify(certified, { directory, client: 'ID-LA/GOV/X/y' })).resolves.toEqual(consumer);
  });

  it('is nobody’s while it is not registered', async () => {
    const directory = withCertificate();
    directory.apply([asObject.subsystem(subsystemOf(CONSUMER, { link: 'mtls', certificates: ['b2'.repeat(32)] }))], []);
    expect((await lateErrorOf(identify(certified, { directory }))).code).toBe('SIMPUL_AUTH_CERTIFICATE_UNKNOWN');
    directory.apply([asObject.subsystem(subsystemOf(CONSUMER, { link: 'mtls', certificates: [PRINT] }))], []);
    await expect(identify(certified, { directory })).resolves.toMatchObject({ id: CONSUMER });
    directory.apply([], [{ kind: 'subsystem', id: CONSUMER }]);
    expect((await lateErrorOf(identify(certified, { directory }))).code).toBe('SIMPUL_AUTH_CERTIFICATE_UNKNOWN');
  });

  it('that is missing is named so, on loopback in a sandbox too', async () => {
    const missing = identify(open, { directory: withCertificate() });
    expect((await lateErrorOf(missing)).code).toBe('SIMPUL_AUTH_CERTIFICATE_MISSING');
  });

  it('never admits to a token link, nor a token to an mtls link', async () => {
    for (const [credential, link] of [
      [certified, 'token'],
      [certified, 'open'],
      [bearing(), 'mtls'],
    ] as const) {
      const directory = withCertificate({ link });
      const consumer = await identify(credential, { directory });
      expect(errorOf(() => admit(consumer, CONSUMER, directory)).code).toBe('SIMPUL_AUTH_LINK_REFUSED');
    }
  });
});

describe('an authenticated consumer', () => {
  const consumer: Consumer = { id: CONSUMER, link: 'token', pinnedPurpose: undefined, proof: 'a.b' };
  const directoryWith = (more: Partial<Subsystem>) =>
    directoryOf(asObject.subsystem(subsystemOf(CONSUMER, { link: 'token', ...more })));

  it('is admitted under its own name', () => {
    expect(() => admit(consumer, CONSUMER, directoryWith({}))).not.toThrow();
  });

  it.each<[string, Consumer, string, ReturnType<typeof directoryOf>]>([
    ['CLIENT_MISMATCH', consumer, 'ID-LA/GOV/DPMPTSP/sicantik', directoryWith({})],
    ['CLIENT_UNKNOWN', { ...consumer, id: 'ID-LA/GOV/X/y' }, 'ID-LA/GOV/X/y', directoryWith({})],
    ['LINK_REFUSED', consumer, CONSUMER, directoryWith({ link: 'mtls' })],
    ['CLIENT_SUSPENDED', consumer, CONSUMER, directoryWith({ status: 'suspended' })],
  ])('is refused with %s', (code, who, client, directory) => {
    expect(errorOf(() => admit(who, client, directory)).code).toBe(`SIMPUL_AUTH_${code}`);
  });
});
