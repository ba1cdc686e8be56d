import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder, type TemporaryFolder } from '@simpul/testing';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ProductionStart, refuseSandboxSettings } from '../../src/compose/production.ts';

let folder: TemporaryFolder;
let start: ProductionStart;

beforeEach(() => {
  folder = temporaryFolder();
  const tls = { certFile: 'c', keyFile: 'k', clientCaFile: undefined, minVersion: 'TLSv1.3' } as const;
  start = { publicUrl: 'https://bus.example', door: { tls, trustedProxy: undefined }, credentials: folder.path };
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
});
