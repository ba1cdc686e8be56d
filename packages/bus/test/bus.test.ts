import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registryChanges } from '@simpul/contracts';
import { AUDIT, BUS, SimpulError } from '@simpul/errors';
import { createBus, handler } from '../src/index.ts';

const EMPTY = { revision: 3, changed: [], deleted: [], more: false };

describe.each([{ roundTrip: false }, { roundTrip: true }])('bus ($roundTrip)', ({ roundTrip }) => {
  const failures: unknown[] = [];
  const bus = createBus({ nodeId: 'test-1', roundTrip, onFailure: (_, error) => failures.push(error) });
  let answer: () => Promise<typeof EMPTY> = () => Promise.resolve(EMPTY);
  let callers: string[] = [];

  beforeAll(async () => {
    bus.serve('registry', [
      handler(registryChanges, (_, { caller, node }) => {
        callers.push(`${caller} on ${node}`);
        return answer();
      }),
    ]);
    await bus.start();
  });
  afterAll(() => bus.stop());

  it('carries a call and tells the handler who calls', async () => {
    callers = [];
    await expect(bus.as('exchange').call(registryChanges, { since: 0, limit: 1 })).resolves.toEqual(EMPTY);
    expect(callers).toEqual(['exchange on test-1']);
  });

  it('refuses a caller that the contract does not name, before the handler', async () => {
    callers = [];
    await expect(bus.as('audit').call(registryChanges, { since: 0, limit: 1 })).rejects.toMatchObject({
      code: BUS.CALLER_REFUSED.code,
    });
    expect(callers).toEqual([]);
  });

  it('refuses params outside the contract, naming place and rule but no value', async () => {
    await expect(bus.as('exchange').call(registryChanges, { since: -77, limit: 1 })).rejects.toMatchObject({
      code: BUS.PARAMS_INVALID.code,
      message: expect.not.stringContaining('77'),
    });
  });

  it('passes errors of our tables with their particulars', async () => {
    answer = () => Promise.reject(new SimpulError(AUDIT.HALTED, { params: { reason: 'test' }, retryAfter: 7 }));
    await expect(bus.as('exchange').call(registryChanges, { since: 0, limit: 1 })).rejects.toMatchObject({
      code: AUDIT.HALTED.code,
      params: { reason: 'test' },
      retryAfter: 7,
    });
  });

  it('reports other errors where they arose and reduces them for the caller', async () => {
    failures.length = 0;
    answer = () => Promise.reject(new Error('a secret detail'));
    await expect(bus.as('exchange').call(registryChanges, { since: 0, limit: 1 })).rejects.toMatchObject({
      code: BUS.FAILED.code,
      message: expect.not.stringContaining('secret'),
    });
    expect(failures).toHaveLength(1);
  });

  it('says which service is not running', async () => {
    const { auditFile } = await import('@simpul/contracts');
    await expect(bus.as('gateway').call(auditFile, { log: 'x', path: 'checkpoint' })).rejects.toMatchObject({
      code: BUS.UNAVAILABLE.code,
      params: { service: 'audit' },
    });
  });
});
