import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SERVICES } from '@simpul/contracts';
import { temporaryFolder, type TemporaryFolder } from '@simpul/testing';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterPlace } from '../../src/compose/shape.ts';
import { type ProductionStart, refuseSandboxSettings } from '../../src/compose/production.ts';

let folder: TemporaryFolder;
let start: ProductionStart;

beforeEach(() => {
  folder = temporaryFolder();
  const tls = { certFile: 'c', keyFile: 'k', clientCaFile: undefined, minVersion: 'TLSv1.3' } as const;
  start = {
    publicUrl: 'https://bus.example',
    door: { tls, trustedProxy: undefined },
    shape: { services: SERVICES },
    credentials: folder.path,
  };
});
afterEach(() => folder.remove());

const refused = (name: unknown) =>
  expect.objectContaining({ code: 'SIMPUL_CONFIG_INVALID', params: { name, reason: expect.any(String) } });

describe('a start in production', () => {
  it('is made over TLS, or behind a proxy that speaks it', () => {
    expect(() => refuseSandboxSettings(start)).not.toThrow();
    const door = { tls: undefined, trustedProxy: '10.18.0.1' };
    expect(() => refuseSandboxSettings({ ...start, door })).not.toThrow();
  });

  it('is refused without https', () => {
    expect(() => refuseSandboxSettings({ ...start, publicUrl: 'http://bus.example' })).toThrow(refused('--public-url'));
  });

  it('is refused with a plain door', () => {
    const door = { tls: undefined, trustedProxy: undefined };
    expect(() => refuseSandboxSettings({ ...start, door })).toThrow(refused('--tls-cert'));
  });

  it('is refused beside keys of a sandbox', () => {
    const key = join(folder.path, 'operator.jwk');
    writeFileSync(key, '{}');
    expect(() => refuseSandboxSettings(start)).toThrow(refused(key));
  });

  describe('as a part of a cluster', () => {
    const cluster: ClusterPlace = { party: 'audit', url: 'tls://a:4222,tls://b:4222', nkeyFile: '/audit.nk' };
    const plain = { tls: undefined, trustedProxy: undefined };

    it('is made over TLS and with an nkey, and needs no door where no gateway runs', () => {
      const shape = { services: ['audit', 'signer'] as const, cluster };
      expect(() => refuseSandboxSettings({ ...start, shape, door: plain })).not.toThrow();
      const edge = { services: ['gateway', 'exchange'] as const, cluster };
      expect(() => refuseSandboxSettings({ ...start, shape: edge, door: plain })).toThrow(refused('--tls-cert'));
    });

    it.each<[string, string, Partial<ClusterPlace>]>([
      ['one server without TLS', '--nats', { url: 'tls://a:4222,nats://b:4222' }],
      ['no nkey', '--nats-nkey', { nkeyFile: undefined as never }],
    ])('is refused with %s', (_, flag, change) => {
      const shape = { services: ['audit'] as const, cluster: { ...cluster, ...change } };
      expect(() => refuseSandboxSettings({ ...start, shape })).toThrow(refused(flag));
    });
  });

  describe('with a shared store', () => {
    const withStore = (mongo: string) => () =>
      refuseSandboxSettings({ ...start, shape: { services: SERVICES, mongo } });

    it.each([
      'mongodb://127.0.0.1:27017,[::1]:27018/simpul',
      'mongodb://simpul:s3cret@store.example/simpul?tls=true',
      'mongodb://store.example/simpul?authMechanism=MONGODB-X509&tls=true',
      'mongodb+srv://simpul:s3cret@store.example/simpul',
    ])('is made on %s', (mongo) => expect(withStore(mongo)).not.toThrow());

    it.each([
      'mongodb://store.example/simpul?tls=true',
      'mongodb://simpul@store.example/simpul?tls=true',
      'mongodb://127.0.0.1,store.example/simpul?tls=true',
      'mongodb://simpul:s3cret@store.example/simpul',
      'mongodb+srv://simpul:s3cret@store.example/simpul?tls=false',
      'mongodb://simpul:s3cret@store.example/simpul?tls=true&tlsAllowInvalidCertificates=true',
    ])('is refused on %s, without its password', (mongo) => {
      expect(withStore(mongo)).toThrow(refused('--mongo'));
      expect(withStore(mongo)).toThrow(expect.objectContaining({ message: expect.not.stringContaining('s3cret') }));
    });
  });
});
