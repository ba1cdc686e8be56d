import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rawRequest, sendRaw } from '@simpul/testing';
import fc from 'fast-check';
import { readingsOf } from './support/path-readings.ts';
import { ALLOWED, BASE, CLIENT, NARROW, road } from './support/region.ts';
import { type GuardedBus, REACHED, startGuardedBus } from './support/guarded-bus.ts';

let world: GuardedBus;

beforeAll(async () => {
  world = await startGuardedBus();
});
afterAll(() => world.stop());

const piece = fc.constantFrom(
  '/',
  '//',
  '\\',
  '.',
  '..',
  './',
  '../',
  '..;',
  ';',
  ';a=b',
  '%',
  '%2e',
  '%2E',
  '%2f',
  '%2F',
  '%5c',
  '%5C',
  '%252e',
  '%252f',
  '%25252e',
  '%25',
  '%00',
  '%0d%0a',
  '%ff',
  '%c0%ae',
  '%c0%af',
  '%e2%80%ae',
  '%u002e',
  '%3b',
  '%23',
  'a',
  'umum',
  'rahasia',
  '~',
  '*',
  '**',
  "'",
  '$',
  '+',
  '%20',
  '%7e',
  '\u00e9',
  '%61',
  '\t',
  '\u0001',
);
const path = fc.array(piece, { maxLength: 8 }).map((pieces) => `${ALLOWED}/${pieces.join('')}`);
const anyPath = fc.oneof(
  path,
  fc.array(piece, { maxLength: 8 }).map((pieces) => `/${pieces.join('')}`),
);
const RUNS = 400;

async function send(service: (typeof NARROW)[number], raw: string, method = 'GET'): Promise<number> {
  const request = rawRequest(`${method} ${road(service)}${raw}`, [`X-Road-Client: ${CLIENT}`]);
  return (await sendRaw(world.bus.port, Buffer.from(request, 'latin1'))).status;
}

describe('what is matched is what is forwarded', () => {
  it.each(NARROW)(
    '%s: no path reaches the system that any program could read as one outside the agreement',
    async (service) => {
      await fc.assert(
        fc.asyncProperty(anyPath, async (raw) => {
          const status = await send(service, raw);
          const seen = world.taken();
          if (status !== REACHED) {
            expect([raw, status, seen]).toEqual([raw, status, []]);
            expect([400, 500]).toContain(status);
            return;
          }
          expect(seen).toEqual([BASE + raw]);
          for (const reading of readingsOf(raw)) {
            expect([raw, reading, `${reading}/`.startsWith(`${ALLOWED}/`)]).toEqual([raw, reading, true]);
          }
        }),
        { numRuns: RUNS },
      );
    },
  );

  it('and a plain path below the agreed one always reaches it', async () => {
    const segment = fc.string({
      unit: fc.constantFrom(...Array.from("azAZ09-_~!$&'()*+,=:@")),
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(segment, { minLength: 1, maxLength: 4 }), async (segments) => {
        const raw = `${ALLOWED}/${segments.join('/')}`;
        expect([raw, await send('sempit', raw)]).toEqual([raw, REACHED]);
        expect(world.taken()).toEqual([BASE + raw]);
      }),
      { numRuns: RUNS / 4 },
    );
  });

  it('and no other method does', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'TRACE']) {
      expect([method, await send('sempit', `${ALLOWED}/a`, method)]).toEqual([method, 500]);
    }
    expect(world.taken()).toEqual([]);
  });
});
