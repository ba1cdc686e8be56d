import { describe, expect, it } from '@jest/globals';
import { addressesOf } from '../../src/config.ts';
import { isAllowedResource, isPurposeCode } from '../../src/domain/resources.ts';

const bus = { ...addressesOf('https://bus.example'), instance: 'ID-LA' };
const SERVICE = 'https://bus.example/r1/ID-LA/GOV/1871/dukcapil/nik';

describe('a resource', () => {
  it.each(['https://bus.example/r1', 'https://bus.example/api', SERVICE])('%s is for a subsystem', (resource) => {
    expect(isAllowedResource(resource, { subsystem: true }, bus)).toBe(true);
  });

  it.each([
    'https://bus.example',
    'https://bus.example/r1/',
    'https://bus.example/r1x',
    'https://bus.example/R1',
    'https://bus.example/r1/ID-LA/GOV/1871/dukcapil',
    `${SERVICE}/more`,
    `${SERVICE} `,
    `${SERVICE}%20`,
    `${SERVICE}\n`,
    'https://bus.example/r1/EE/GOV/1871/dukcapil/nik',
    'https://bus.example.evil/r1',
    'http://bus.example/r1',
  ])('%j is for nobody', (resource) => {
    expect(isAllowedResource(resource, { subsystem: true }, bus)).toBe(false);
  });

  it('of exchanges is not for a client of the API', () => {
    expect(isAllowedResource(bus.api, { subsystem: false }, bus)).toBe(true);
    expect(isAllowedResource(bus.exchange, { subsystem: false }, bus)).toBe(false);
    expect(isAllowedResource(SERVICE, { subsystem: false }, bus)).toBe(false);
  });

  it('of one service is for nobody while the instance is not known', () => {
    expect(isAllowedResource(SERVICE, { subsystem: true }, { ...bus, instance: undefined })).toBe(false);
  });
});

describe('the code of a purpose', () => {
  it('has the characters of an X-Road code', () => {
    expect(['BANSOS-2026', 'a.b_c'].every(isPurposeCode)).toBe(true);
    expect(['', 'a b', 'a/b', 'ä', 'a\n', 'a'.repeat(101), ['a'], 1, undefined].some(isPurposeCode)).toBe(false);
  });
});
