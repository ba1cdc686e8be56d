import { describe, expect, it } from '@jest/globals';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createAuthority, selfSigned } from '../src/index.ts';

describe('a made certificate', () => {
  it('is signed by its authority, belongs to its key and names its server', async () => {
    const authority = await createAuthority();
    const { cert, key, fingerprint } = await authority.server({ names: ['bus.example'] });
    const server = new X509Certificate(cert);
    const issuer = new X509Certificate(authority.cert);
    expect(issuer.ca).toBe(true);
    expect(server.checkIssued(issuer) && server.verify(issuer.publicKey)).toBe(true);
    expect(server.checkPrivateKey(createPrivateKey(key))).toBe(true);
    expect(server.checkHost('bus.example')).toBe('bus.example');
    expect(server.checkHost('other.example')).toBeUndefined();
    expect(server.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(fingerprint);
  });

  it('is valid on the days that were asked for', async () => {
    const authority = await createAuthority();
    const expired = new X509Certificate((await authority.client({ name: 'lama', untilDays: -0.5 })).cert);
    const early = new X509Certificate((await selfSigned({ name: 'nanti', fromDays: 1 })).cert);
    expect(expired.validToDate.getTime()).toBeLessThan(Date.now());
    expect(early.validFromDate.getTime()).toBeGreaterThan(Date.now());
    expect(early.verify(early.publicKey)).toBe(true);
  });
});
