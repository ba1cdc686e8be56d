import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Subsystem } from '@simpul/contracts';
import { AUTH } from '@simpul/errors';
import { type MadeCertificate, selfSigned } from '@simpul/testing';
import type { IncomingMessage } from 'node:http';
import { createCredentialReader, type ReadCredential } from '../../src/auth/credential.ts';
import { TokenSubsystems } from '../../src/auth/token-subsystems.ts';
import { MtlsSubsystems } from '../../src/auth/mtls-subsystems.ts';
import { readHeaders } from '../../src/road/read-headers.ts';
import { createPeers } from '../../src/tls/peers.ts';
import { readTrustedProxies } from '../../src/tls/trusted-proxies.ts';
import { errorOf } from '../support/error-of.ts';

const CERTIFIED = 'ID-LA/GOV/M/s';
const KEYED = 'ID-LA/GOV/M/t';
const ADDRESSED = 'ID-LA/GOV/M/u';
const PROXY = '10.0.0.1';
const PROOF = { jkt: 'k', jti: 'j' };
const TOKEN = { Authorization: 'DPoP t', DPoP: 'p' };

let made: MadeCertificate;
let read: ReadCredential;
let watched: string[];

beforeAll(async () => {
  made = await selfSigned({ name: 's' });
});
beforeEach(() => {
  const mtls = new MtlsSubsystems();
  const value: Subsystem = { id: CERTIFIED, name: { id: 'S' }, link: 'mtls', status: 'active', certificates: [] };
  mtls.apply([{ kind: 'subsystem', id: CERTIFIED, value }], []);
  const keyed = new TokenSubsystems();
  keyed.apply([{ kind: 'subsystem', id: KEYED, value: { ...value, id: KEYED, link: 'token' } }], []);
  watched = [];
  read = createCredentialReader({
    checkProof: () => Promise.resolve(PROOF),
    peers: createPeers({ isTrustedProxy: readTrustedProxies(PROXY), chainChecked: false }),
    mtls,
    keyed,
    addressed: { has: (id) => id === ADDRESSED },
    watch: { see: ({ fingerprint }) => watched.push(fingerprint) },
    publicUrl: 'https://bus.example',
  });
});

/** A call with the certificate of this file, as a proxy passes it on, or without one. */
function credentialOf(client: string, more: Readonly<Record<string, string>>, withCertificate: boolean) {
  const sent = {
    'X-Road-Client': client,
    ...more,
    ...(withCertificate ? { 'Client-Cert': encodeURIComponent(made.cert) } : {}),
  };
  const headers = Object.fromEntries(Object.entries(sent).map(([name, value]) => [name.toLowerCase(), value]));
  const request = { method: 'GET', url: '/r1/x', headers, socket: { remoteAddress: PROXY } };
  return read(request as unknown as IncomingMessage, readHeaders(Object.entries(sent).flat()));
}

describe('how a caller of /r1 shows who it is', () => {
  it('is its certificate where it sends no token, whoever it says to be', async () => {
    const certified = { link: 'mtls', certificate: made.fingerprint };
    expect(await credentialOf(CERTIFIED, {}, true)).toEqual(certified);
    expect(await credentialOf(KEYED, {}, true)).toEqual(certified);
    expect(watched).toEqual([made.fingerprint, made.fingerprint]);
  });

  it('is its token where it is on a token link, with a certificate too', async () => {
    expect(await credentialOf(KEYED, TOKEN, true)).toEqual({ link: 'token', token: 't', proof: PROOF });
  });

  it('is its certificate where it is on an mtls link: Authorization is the provider’s then, whatever its scheme', async () => {
    expect(await credentialOf(CERTIFIED, TOKEN, true)).toEqual({ link: 'mtls', certificate: made.fingerprint });
    expect(await credentialOf(CERTIFIED, TOKEN, false)).toEqual({ link: 'token', token: 't', proof: PROOF });
  });

  it('is a token as Bearer only on a token link, and only over a certificate', async () => {
    const bearer = { Authorization: 'Bearer t' };
    expect(await credentialOf(KEYED, bearer, true)).toEqual({
      link: 'token',
      token: 't',
      certificate: made.fingerprint,
    });
    const bare = await errorOf(async () => credentialOf(KEYED, bearer, false));
    expect(bare.code).toBe(AUTH.TOKEN_INVALID.code);
    const both = await errorOf(async () => credentialOf(KEYED, { ...bearer, DPoP: 'p' }, true));
    expect(both.code).toBe(AUTH.TOKEN_MISSING.code);
    expect(await credentialOf(CERTIFIED, bearer, true)).toEqual({ link: 'mtls', certificate: made.fingerprint });
    expect(await credentialOf('ID-LA/GOV/M/open', bearer, false)).toEqual({ link: 'open', loopback: false });
  });

  it('is nothing without either', async () => {
    expect(await credentialOf(CERTIFIED, { Authorization: 'Basic x' }, false)).toEqual({
      link: 'open',
      loopback: false,
    });
    const half = await errorOf(async () => credentialOf(KEYED, { DPoP: 'p' }, true));
    expect(half.code).toBe(AUTH.TOKEN_MISSING.code);
  });
});
