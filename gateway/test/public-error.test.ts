import { describe, expect, it } from '@jest/globals';
import { ACCESS, BUS, HTTP, isSimpulError, SimpulError, STORE } from '@simpul/errors';
import { publicError } from '../src/public-error.ts';

const exchangeGone = new SimpulError(BUS.UNAVAILABLE, { params: { service: 'exchange' } });
const exchangeLate = new SimpulError(BUS.TIMEOUT, { params: { action: 'exchange.dispatch' } });

describe('publicError', () => {
  it('lets rows of our tables through', () => {
    const error = new SimpulError(ACCESS.ENDPOINT_DENIED);
    expect(publicError(error)).toBe(error);
  });

  it.each([
    [new SimpulError(BUS.UNAVAILABLE, { params: { service: 'audit' } }), 'audit'],
    [new SimpulError(BUS.TIMEOUT, { params: { action: 'identity.http' } }), 'identity'],
    [exchangeGone, 'exchange'],
  ])('says of %s which part of the bus is away', (error, service) => {
    const shown = { code: HTTP.SERVICE_AWAY.code, params: { service }, retryAfter: 1, cause: error };
    expect(publicError(error)).toMatchObject(shown);
  });

  it.each([exchangeGone, exchangeLate])(
    'says of an exchange that was under way that its answer is lost: %s',
    (error) => {
      expect(publicError(error, true)).toMatchObject({ code: HTTP.ANSWER_LOST.code, retryAfter: 1, cause: error });
      // The exchange node itself did not reach another part.
      const other = new SimpulError(BUS.UNAVAILABLE, { params: { service: 'identity' } });
      expect(publicError(other, true)).toMatchObject({ code: HTTP.SERVICE_AWAY.code, params: { service: 'identity' } });
    },
  );

  it.each([STORE.FAILED, STORE.BUSY])('keeps to the house where the store is: $code', (definition) => {
    const error = new SimpulError(definition, { params: { reason: 'connect ECONNREFUSED 10.0.0.5:27017' } });
    const shown = publicError(error);
    expect(shown.code).toBe(HTTP.SERVICE_AWAY.code);
    expect(shown.message).not.toContain('10.0.0.5');
  });

  it.each([BUS.FAILED, BUS.PARAMS_INVALID, BUS.CALLER_REFUSED])('keeps $code to the house', (definition) => {
    const error = new SimpulError(definition, { params: { action: 'secret.action' } });
    const shown = publicError(error);
    expect(isSimpulError(shown, HTTP.INTERNAL)).toBe(true);
    expect(shown.message).not.toContain('secret.action');
  });
});
