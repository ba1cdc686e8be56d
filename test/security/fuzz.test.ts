import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ALL_ERRORS } from '@simpul/errors';
import { openSocket, parseResponses, type RawResponse, valuesOf } from '@simpul/testing';
import fc from 'fast-check';
import { IS_SOAK } from '../soak.ts';
import { fuzzedRequest } from './support/fuzzed-request.ts';
import { type GuardedBus, REACHED, startGuardedBus } from './support/guarded-bus.ts';

/** Requests in all. */
const REQUESTS = IS_SOAK ? 10_000 : 2000;
/** Sent at once. */
const BATCH = 25;
/** Milliseconds of silence after which a caller has nothing more to wait for: its request has no end. */
const SILENCE_MS = 400;
const PLAIN = new Set([
  REACHED,
  100,
  200,
  202,
  304,
  400,
  401,
  403,
  404,
  405,
  406,
  408,
  409,
  413,
  415,
  417,
  422,
  429,
  431,
]);
let world: GuardedBus;

beforeAll(async () => {
  world = await startGuardedBus();
});
afterAll(() => world.stop());

/** Sends bytes as they are; reads until the bus closes or both are silent. */
async function attack(bytes: Uint8Array): Promise<RawResponse[]> {
  const socket = await openSocket(world.bus.port);
  const chunks: Buffer[] = [];
  await new Promise<void>((resolve) => {
    socket.setTimeout(SILENCE_MS, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.once('close', () => resolve());
    socket.write(bytes);
  });
  return parseResponses(Buffer.concat(chunks));
}

/** Whether an answer is one that the documentation knows. */
function isDocumented(answer: RawResponse): boolean {
  if (PLAIN.has(answer.status)) return true;
  const code = /\((SIMPUL_[A-Z0-9_]+)\)/.exec(answer.body.toString())?.[1] ?? '';
  const definition = ALL_ERRORS.get(code);
  // An answer to HEAD has no body to tell by.
  const [type] = valuesOf(answer, 'x-road-error');
  if (answer.body.length === 0) return type !== undefined && type !== 'Server.ClientProxy.InternalError';
  return definition?.exchange?.type === type && definition?.status === answer.status;
}

describe(`${REQUESTS} fuzzed requests`, () => {
  it(
    'are each answered as documented or not at all, and none that was refused reaches the system',
    async () => {
      let answered = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(fuzzedRequest, { minLength: BATCH, maxLength: BATCH }), async (requests) => {
          const answers = (await Promise.all(requests.map(attack))).flat();
          answered += answers.length;
          const odd = answers.filter((answer) => !isDocumented(answer));
          expect(odd.map(({ status, headers, body }) => ({ status, headers, body: body.toString() }))).toEqual([]);
        }),
        { numRuns: Math.ceil(REQUESTS / BATCH), endOnFailure: true },
      );
      expect(answered).toBeGreaterThan(REQUESTS / 2);
    },
    15 * 60_000,
  );

  it('leave the process alive and well', async () => {
    expect(world.bus.process.exitCode).toBeNull();
    const [answer] = await attack(Buffer.from('GET /readyz HTTP/1.1\r\nHost: bus\r\nConnection: close\r\n\r\n'));
    expect(answer?.status).toBe(200);
  });

  it('leave no error in the log, and no exchange of which the bus says that it refused it and the system that it saw it', () => {
    const log = world.log();
    expect(log.filter(({ level }) => level >= 50)).toEqual([]);
    const refused = new Set(log.filter(({ code }) => code !== undefined).map(({ exchange }) => exchange));
    const reached = world.agency.seen.map(({ headers }) => String(headers['x-road-request-id']));
    expect(reached.length).toBeGreaterThan(0);
    expect(reached.filter((id) => refused.has(id))).toEqual([]);
    expect(new Set(reached).size).toBe(reached.length);
  });
});
