import { describe, expect, it } from '@jest/globals';
import { ACCESS, ALL_ERRORS, AUTH, PROVIDER, REQUEST, RESPONSE, SimpulError, toXRoadError } from '../src/index.ts';
import { inStyle, X8_CODES } from '../src/x-road-style.ts';

const exchanging = [...ALL_ERRORS.values()].flatMap(({ exchange }) => exchange ?? []);

describe('style x8', () => {
  it('has a name for every type that the bus uses', () => {
    const codes = new Set(exchanging.map(({ type }) => type.slice(type.lastIndexOf('.') + 1)));
    expect([...codes].filter((code) => X8_CODES[code] === undefined)).toEqual([]);
  });

  it.each([
    ['Server.ServerProxy.AccessDenied', 'server.serverproxy.access_denied'],
    ['Server.ClientProxy.OutdatedGlobalConf', 'server.clientproxy.global_conf_outdated'],
    ['Server.ServerProxy.HSMNonOperational', 'server.serverproxy.hsm_non_operational'],
    ['Server.ServerProxy.IOError', 'server.serverproxy.io_error'],
    ['Server.ClientProxy.SslAuthenticationFailed', 'server.clientproxy.ssl_authentication_failed'],
    ['Server.ServerProxy.ServiceType', 'server.serverproxy.service_type'],
    ['Client.BadRequest', 'client.bad_request'],
  ])('calls %s %s', (x7, x8) => {
    expect(inStyle('x8', x7, 500).type).toBe(x8);
    expect(inStyle('x7', x7, 500).type).toBe(x7);
  });

  it.each([
    [REQUEST.CLIENT_MISSING, 400, 500],
    [ACCESS.NO_AGREEMENT, 500, 500],
    [RESPONSE.INVALID, 502, 500],
    [AUTH.TOKEN_MISSING, 401, 401],
    [REQUEST.BODY_TOO_LARGE, 413, 413],
    [ACCESS.QUOTA_EXCEEDED, 429, 429],
    [PROVIDER.BUSY, 503, 503],
  ])('answers $code with its own status or 500', (definition, x7, x8) => {
    const status = (style: 'x7' | 'x8'): number =>
      toXRoadError(new SimpulError(definition), { detail: 'd', accept: undefined, style }).status;
    expect([status('x7'), status('x8')]).toEqual([x7, x8]);
  });

  it('names the type alike in header and body, in JSON and XML', () => {
    for (const accept of [undefined, 'text/xml']) {
      const { type, body } = toXRoadError(new SimpulError(ACCESS.NO_AGREEMENT), { detail: 'd', accept, style: 'x8' });
      expect(type).toBe('server.serverproxy.access_denied');
      expect(body).toContain(type);
      expect(body).not.toContain('AccessDenied');
    }
  });
});
