import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { machineHasTools, toolPath } from '@simpul/testing';
import { REACHED, type GuardedBus, startGuardedBus } from '../security/support/guarded-bus.ts';
import { BASE, CLIENT, road } from '../security/support/region.ts';
import { runProgram } from './support/run-program.ts';

/** Every check that it has for a door without TLS. */
const CHECKS = ['cl-te', 'te-cl', 'te-te', 'h2c', 'h2', 'cl-edge', 'cl-0', '0-cl', 'parser-discrepancy'];
/** Time for an answer, seconds. It takes a timeout for a request that went astray. */
const TIMEOUT_S = '8';

interface Report {
  readonly results: readonly { readonly checks: readonly { check_type: string; vulnerable: boolean }[] }[];
}

(machineHasTools('smugglex') ? describe : describe.skip)('smugglex, a scanner for request smuggling by others', () => {
  let world: GuardedBus;

  beforeAll(async () => {
    world = await startGuardedBus();
  });
  afterAll(() => world.stop());

  it('finds nothing, as a caller who may call, and the system sees no request but its own', async () => {
    const target = `${world.bus.url}${road('luas')}/depan`;
    const options = ['--json', '--checks', CHECKS.join(','), '--timeout', TIMEOUT_S];
    const caller = ['--header', `X-Road-Client: ${CLIENT}`];
    const { code, stdout } = await runProgram(toolPath('smugglex'), [...options, ...caller, target]);
    const { results } = JSON.parse(stdout.slice(stdout.indexOf('{'))) as Report;
    const found = results.flatMap(({ checks }) => checks.map((check) => `${check.check_type} ${check.vulnerable}`));
    expect(found.toSorted()).toEqual(CHECKS.map((check) => `${check} false`).toSorted());
    expect(code).toBe(0);

    // It did get through where it was right to: else it would have found nothing anywhere.
    const taken = world.taken();
    expect(taken.length).toBeGreaterThan(0);
    expect(new Set(taken)).toEqual(new Set([`${BASE}/depan`]));
    const { status } = await fetch(target, { headers: { 'X-Road-Client': CLIENT } });
    expect(status).toBe(REACHED);
  });
});
