import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lateErrorOf, memberOf, settingsOf } from '../sample-objects.ts';
import { type RunningRegistry, startRegistry } from '../running-registry.ts';

let running: RunningRegistry;
beforeAll(async () => {
  running = await startRegistry([settingsOf({ mode: 'production' }), memberOf('A', 'A')]);
});
afterAll(() => running.stop());

const NAME = { name: { id: 'Sistem' } };
const KEY = { kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43), alg: 'ES256' };
const PRINT = 'ab'.repeat(32);

describe('in production a system', () => {
  it.each([
    ['open', { ...NAME, link: 'open' }, '/link', 'production'],
    ['of keys that come over plain HTTP', { ...NAME, jwksUri: 'http://keys.example/' }, '/jwksUri', 'production'],
    ['without a key', { ...NAME, link: 'token' }, '/jwks', 'required'],
    ['of no key at all', { ...NAME, jwks: { keys: [] } }, '/jwks', 'required'],
    ['of a certificate that it has not', { ...NAME, link: 'mtls' }, '/certificates', 'required'],
  ])('is not %s', async (_, entry, place, rule) => {
    const { code, faults } = await lateErrorOf(running.api.create('subsystem', 'GOV/A/s', entry));
    expect([code, faults]).toEqual(['SIMPUL_REGISTRY_INVALID', [expect.objectContaining({ place, rule })]]);
  });

  it.each([
    ['a key', 'kunci', { ...NAME, jwks: { keys: [KEY] } }],
    ['an address of keys', 'alamat', { ...NAME, jwksUri: 'https://keys.example/' }],
    ['a certificate', 'sertifikat', { ...NAME, link: 'mtls', certificates: [PRINT] }],
  ])('has %s', async (_, code, entry) => {
    await expect(running.api.create('subsystem', `GOV/A/${code}`, entry)).resolves.toMatchObject({ created: true });
  });
});
