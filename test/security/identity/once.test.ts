import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { setTimeout } from 'node:timers/promises';
import { CROWD, ECHO } from './support/region.ts';
import { type Answer, type SecuredBus, startSecuredBus } from './support/secured-bus.ts';
import { proofOf } from './support/signed.ts';
import { createTokenRequester, type TokenRequester } from './support/token-requester.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(300_000);

const AT_ONCE = 50;
/** The full suites set it; otherwise enough rounds to meet a race that is there. */
const ROUNDS = (globalThis as { readonly ROUNDS?: number }).ROUNDS ?? 3;

let bus: SecuredBus;
let crowd: readonly TokenRequester[];
beforeAll(async () => {
  bus = await startSecuredBus();
  crowd = await Promise.all(CROWD.map((client) => createTokenRequester(bus, client)));
});
afterAll(() => bus.stop());

let asked = 0;
/** Who asks next: limits are by client, so nobody asks again before all others did. */
function nextMember(): TokenRequester {
  const member = crowd[asked++ % crowd.length];
  if (member === undefined) throw new Error('nobody asks');
  return member;
}

/** Sends the same call many times at once. Where some were told to come later, somebody else tries then. */
async function outcomesOf(
  makeCalls: (member: TokenRequester) => Promise<readonly (() => Promise<Answer>)[]>,
): Promise<readonly Answer[]> {
  for (;;) {
    const calls = await makeCalls(nextMember());
    const answers = await Promise.all(calls.map((call) => call()));
    const later = answers.flatMap(({ status, headers }) => (status === 429 ? [Number(headers['retry-after'])] : []));
    if (later.length === 0) return answers;
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    await setTimeout(Math.max(...later) * 1000);
  }
}

const refusedAs = (answers: readonly Answer[], status: number, error: string): number =>
  answers.filter((answer) => answer.status === status && answer.body['error'] === error).length;

describe(`of ${AT_ONCE} at once exactly one succeeds`, () => {
  it('with the same client assertion', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const answers = await outcomesOf(async (member) => {
        const assertion = await member.assertion();
        const proofs = await Promise.all(Array.from({ length: AT_ONCE }, () => member.proof()));
        return proofs.map((proof) => () => member.ask({ assertion, proof }));
      });
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(refusedAs(answers, 401, 'invalid_client')).toBe(AT_ONCE - 1);
    }
  });

  it('with the same proof at the token endpoint', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const answers = await outcomesOf(async (member) => {
        const proof = await member.proof();
        const assertions = await Promise.all(Array.from({ length: AT_ONCE }, () => member.assertion()));
        return assertions.map((assertion) => () => member.ask({ assertion, proof }));
      });
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(refusedAs(answers, 400, 'invalid_dpop_proof')).toBe(AT_ONCE - 1);
    }
  });

  it.each([
    ['/r1', ECHO, `/r1`],
    ['the APIs', '/audit/v1/records', '/api'],
  ])('with the same proof at %s', async (_, path, resource) => {
    const member = nextMember();
    const token = await member.token({ form: { resource: bus.url + resource } });
    for (let round = 0; round < ROUNDS; round++) {
      const seen = bus.agency.seen.length;
      const dpop = await proofOf(member.proofKey, { method: 'GET', url: bus.url + path, token });
      const headers = { 'x-road-client': member.client, authorization: `DPoP ${token}`, dpop };
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => bus.call(path, { headers })));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 401)).toHaveLength(AT_ONCE - 1);
      expect(bus.agency.seen.length - seen).toBe(path === ECHO ? 1 : 0);
    }
  });
});
