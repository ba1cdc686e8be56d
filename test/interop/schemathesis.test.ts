import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { machineHasTools, toolPath } from '@simpul/testing';
import { type SandboxBus, startSandboxBus } from '../integration/sandbox/sandbox-bus.ts';
import { IS_SOAK } from '../soak.ts';
import { runProgram } from './support/run-program.ts';
import { openSigningDoor, type SigningDoor } from './support/signing-door.ts';

/** Test cases for each operation, and time for all of them. */
const { examples, seconds } = IS_SOAK ? { examples: 200, seconds: 3600 } : { examples: 12, seconds: 240 };
/** Everything that the sandbox lets somebody do; each request is made by the next of them. */
const CLIENTS = ['operator', 'integrator', 'steward', 'auditor'];
/** A request that is not answered in this time has hung, seconds. */
const ANSWER_S = '60';

(machineHasTools('schemathesis') ? describe : describe.skip)('schemathesis, which drives an OpenAPI document', () => {
  let bus: SandboxBus;
  let door: SigningDoor;

  beforeAll(async () => {
    bus = await startSandboxBus();
    door = await openSigningDoor({ bus: bus.url, data: bus.data, clients: CLIENTS });
  });
  afterAll(async () => {
    await door.close();
    await bus.stop();
  });

  it('finds no server error in all that is published, with valid and with hostile requests', async () => {
    const { paths } = (await (await fetch(`${bus.url}/openapi.json`)).json()) as { paths: Record<string, object> };
    const { code, stdout, stderr } = await runProgram(
      toolPath('schemathesis'),
      [
        'run',
        `${bus.url}/openapi.json`,
        '--url',
        door.url,
        '--checks',
        'not_a_server_error',
        '--phases',
        'examples,coverage,fuzzing',
        '--max-examples',
        String(examples),
        '--workers',
        '1',
        '--request-timeout',
        ANSWER_S,
        '--generation-deterministic',
        '--no-color',
        '--continue-on-failure',
        // A token endpoint that limits its callers is not at fault, nor a list without what a random id names.
        '--warnings',
        'off',
        '--suppress-health-check',
        'all',
        '--output-truncate',
        'false',
      ],
      { maxMs: (seconds + 240) * 1000 },
    );
    // It ends with 1 for what it found, and where its own generator lost its way; a server error is named in what it printed.
    expect([code, stdout + stderr]).toEqual([expect.any(Number), expect.not.stringContaining('Server error')]);
    expect(stdout).toMatch(/Test cases:\s+\d/i);
    // It did reach what is behind the door: signed in, and refused, and answered.
    const operations = Object.values(paths).flatMap((item) => Object.keys(item)).length;
    const total = [...door.answers.values()].reduce((sum, count) => sum + count, 0);
    expect(total).toBeGreaterThan(operations * 5);
    expect([...door.answers.keys()]).toEqual(expect.arrayContaining([200, 400, 403, 404]));
    expect([...door.answers.keys()].filter((status) => status >= 500)).toEqual([]);
    expect((await fetch(`${bus.url}/readyz`)).status).toBe(200);
  });
});
