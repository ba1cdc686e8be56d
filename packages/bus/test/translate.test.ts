import { describe, expect, it } from '@jest/globals';
import { AUDIT, BUS, SimpulError } from '@simpul/errors';
import { Errors } from 'moleculer';
import { WireErrors } from '../src/nats/wire-errors.ts';
import { translate } from '../src/translate.ts';

const data = { action: 'audit.append', nodeID: 'audit.a1' };

describe('errors of Moleculer', () => {
  it.each([
    new Errors.ServiceNotFoundError(data),
    new Errors.ServiceNotAvailableError(data),
    new Errors.RequestRejectedError(data),
    new (Errors.BrokerDisconnectedError as unknown as new () => Error)(),
    new Errors.QueueIsFullError(data),
  ])('say that a service cannot be called: $name', (error) => {
    const { code, params, cause } = translate(error, 'audit.append');
    expect({ code, params, cause }).toEqual({ code: BUS.UNAVAILABLE.code, params: { service: 'audit' }, cause: error });
  });

  it('say that it was too late', () => {
    expect(translate(new Errors.RequestTimeoutError(data), 'audit.append').code).toBe(BUS.TIMEOUT.code);
  });

  it('say nothing else', () => {
    expect(translate(new Error('x'), 'audit.append').code).toBe(BUS.FAILED.code);
  });
});

describe('errors on their way over NATS', () => {
  const errors = new WireErrors();
  const sent = (error: Error) => JSON.parse(JSON.stringify(errors.extractPlainError(error)));

  it('keep code and particulars, and leave stack and cause behind', () => {
    const cause = new Error('a secret detail');
    const error = new SimpulError(AUDIT.HALTED, { params: { reason: 'test' }, retryAfter: 7, cause });
    const wire = sent(error);
    expect(JSON.stringify(wire)).not.toMatch(/secret|stack|test\.ts/);
    expect(errors.restore(wire)).toMatchObject({ code: AUDIT.HALTED.code, params: { reason: 'test' }, retryAfter: 7 });
  });

  it("are ours too where they were Moleculer's", () => {
    const wire = sent(new Errors.ServiceNotFoundError(data));
    expect(errors.restore(wire)).toMatchObject({ code: BUS.UNAVAILABLE.code, params: { service: 'audit' } });
  });
});
