import { describe, expect, it } from '@jest/globals';
import { PROXY } from '../../src/proxy/errors.ts';
import { loggedTarget, refusalOf } from '../../src/proxy/target.ts';

describe('refusalOf', () => {
  it.each([
    '/r1/ID/GOV/A/s/svc/p?x=/../y',
    '/r1/ID/GOV/A/s/svc/a%2Fb',
    '/r1/ID/GOV/A/s/svc/v1.2/..x',
    '/r1/',
    '/listClients',
    '/listClients?xRoadInstance=ID',
  ])('lets %s pass', (target) => expect(refusalOf(target)).toBeUndefined());

  it.each([
    '/',
    '/r1',
    '/R1/x',
    '//r1/x',
    '/oauth2/token',
    '/audit/v1/records',
    '/listClientsX',
    '/listClients/../api',
    'http://bus.example/r1/x',
    '*',
    '/region/v1/plan?/r1/',
  ])('keeps %s from the bus', (target) => expect(refusalOf(target)).toBe(PROXY.PATH_UNKNOWN));

  it.each([
    '/r1/../api',
    '/r1/..',
    '/r1/./x',
    '/r1/%2e%2E/api',
    '/r1/a%2f..%2fb',
    '/r1/a\\..\\b',
    '/r1/a%5Cb',
    '/r1/.%2e/x?y',
  ])('refuses %s, which something between may read as another path', (target) =>
    expect(refusalOf(target)).toBe(PROXY.PATH_AMBIGUOUS),
  );
});

describe('loggedTarget', () => {
  it.each([
    ['/r1/ID/GOV/A/s/svc/nik/1871010101010001?q=1', '/r1/ID/GOV/A/s/svc'],
    ['/r1/ID/GOV/A/s/svc?nik=1', '/r1/ID/GOV/A/s/svc'],
    ['/listClients?x=1', '/listClients'],
    ['/nik/1871010101010001', 'another path'],
  ])('keeps of %s only %s', (target, logged) => expect(loggedTarget(target)).toBe(logged));
});
