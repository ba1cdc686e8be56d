import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createM2mClient, rawRequest, sendRaw } from '@simpul/testing';
import fc from 'fast-check';
import { join } from 'node:path';
import { CLIENT, KEYED, road } from './support/region.ts';
import { requestHash } from './support/request-hash.ts';
import { headerOf, idOf, type RoadBus, startRoadBus } from './support/road-bus.ts';

const APA = road('apa');
const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE'];
let world: RoadBus;

beforeAll(async () => {
  world = await startRoadBus();
});
afterAll(() => world.stop());

interface Call {
  readonly method: string;
  readonly target: string;
  /** Headers that pass, names and values alternating. */
  readonly kept: readonly string[];
  /** Lines of headers that do not. */
  readonly dropped?: readonly string[];
  readonly body?: Buffer;
}

const AS_COMPUTED = 'as the formula says';

/** Makes a call. @returns whether the hash of its answer is the formula's, or how it differs */
async function hashOf(call: Call): Promise<string> {
  const { answered, formula } = await hashesOf(call);
  return answered === formula ? AS_COMPUTED : `${answered}, not ${formula} for ${JSON.stringify(call)}`;
}

/** Makes a call. @returns the hash of its answer, and what the formula says it must be */
async function hashesOf({ method, target, kept, dropped = [], body = Buffer.alloc(0) }: Call) {
  const lines = kept.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${kept[i + 1]}`] : []));
  const length = body.length === 0 ? [] : [`Content-Length: ${body.length}`];
  const head = rawRequest(`${method} ${target}`, [...dropped, ...lines, ...length]);
  const answer = await sendRaw(world.bus.port, Buffer.concat([Buffer.from(head, 'latin1'), body]));
  expect([method, answer.status]).toEqual([method, 200]);
  const sentId = kept.some((name, i) => i % 2 === 0 && name.toLowerCase() === 'x-road-id');
  const made = sentId ? {} : { madeId: headerOf(answer, 'x-road-id') };
  const formula = requestHash({ method, target, kept, requestId: idOf(answer), ...made, body });
  return { answered: headerOf(answer, 'x-road-request-hash'), formula };
}

describe('B.6, the request hash', () => {
  it('B6.1 of a request without a body is over method, target, kept headers and ids, for each method', async () => {
    for (const method of METHODS)
      await expect(hashOf({ method, target: `${APA}/x?y=%20`, kept: ['X-Road-Client', CLIENT] })).resolves.toBe(
        AS_COMPUTED,
      );
  });

  it('B6.2 of a request with a body holds the body\u2019s own hash, for each method', async () => {
    const body = Buffer.from([0, 255, 13, 10, ...Buffer.from('{"nilai":"é"}')]);
    for (const method of METHODS)
      await expect(hashOf({ method, target: APA, kept: ['X-Road-Client', CLIENT], body })).resolves.toBe(AS_COMPUTED);
  });

  it('B6.3 holds kept headers in the order, case and bytes in which they came, and no dropped ones', async () => {
    await expect(
      hashOf({
        method: 'GET',
        target: APA,
        dropped: ['User-Agent: x', 'TE: trailers', 'X-Road-Request-Id: palsu', 'X-Road-Request-Hash: palsu'],
        kept: ['x-B', '\xe9', 'Accept', 'a/b', 'X-ROAD-CLIENT', CLIENT, 'x-b', '', 'X-Road-Id', 'nomor-4', 'X-A', 'z'],
      }),
    ).resolves.toBe(AS_COMPUTED);
  });

  it('B6.4 holds the X-Road-Id at its place where it came, and at the end where the bus made it', async () => {
    await expect(
      hashOf({ method: 'GET', target: APA, kept: ['X-Road-Id', 'nomor-5', 'X-Road-Client', CLIENT] }),
    ).resolves.toBe(AS_COMPUTED);
    await expect(hashOf({ method: 'GET', target: APA, kept: ['X-Road-Client', CLIENT] })).resolves.toBe(AS_COMPUTED);
  });

  it('B6.5 is the formula\u2019s, whatever target, headers and body are', async () => {
    const text = (characters: string, maxLength: number) =>
      fc.string({ unit: fc.constantFrom(...Array.from(characters)), maxLength });
    const name = text('abcABC-_.~09', 8).map((rest) => `X-H${rest}`);
    const value = text('abc ,;="/é\xff', 12).map((raw) => raw.trim());
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...METHODS),
        text('abc019-~!$&()*+,;=:@', 16),
        fc.option(text('abc&=%?/', 16), { nil: undefined }),
        fc.array(fc.tuple(name, value), { maxLength: 5 }),
        fc.uint8Array({ maxLength: 64 }),
        async (method, path, query, headers, body) => {
          await expect(
            hashOf({
              method,
              target: `${APA}/p${path}${query === undefined ? '' : `?${query}`}`,
              kept: [...headers.flat(), 'X-Road-Client', CLIENT],
              body: Buffer.from(body),
            }),
          ).resolves.toBe(AS_COMPUTED);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('B6.6 leaves out the token and proof of a token link, which belong to the bus', async () => {
    const { url, data } = world.bus;
    const keyFile = join(data, 'credentials/GOV.KONSUMEN.bertoken.jwk');
    const client = await createM2mClient({ url, clientId: KEYED, keyFile });
    const token = await client.token(`${url}/r1`);
    const proof = await client.proofHeaders(token, 'GET', url + APA);
    const dropped = Object.entries(proof).map(([name, value]) => `${name}: ${value}`);
    await expect(hashOf({ method: 'GET', target: APA, dropped, kept: ['X-Road-Client', KEYED] })).resolves.toBe(
      AS_COMPUTED,
    );
  });

  it('B6.7 is that of the vectors worked out by hand from X-Road\u2019s source', () => {
    const three = [
      ['X-Road-Client', 'ID/GOV/3200/portal'],
      ['X-Road-Id', '11111111-1111-4111-8111-111111111111'],
    ].flat();
    const target = '/r1/ID/GOV/3201/dukcapil/nik';
    const requestId = '22222222-2222-4222-8222-222222222222';
    const get = {
      method: 'GET',
      target: `${target}/nik/1?x=1`,
      kept: ['Accept', 'application/json', ...three],
      requestId,
    };
    expect(requestHash(get)).toBe(
      'Bq9mNpDT2/fCAJxwqagoFweCdPew3DEJTYscsEU4qhZQzgth4BOp9LyBeqef7wpmyjBWBwrwP+0T7qccT3sv9w==',
    );
    const kept = ['Content-Type', 'application/json', ...three];
    const post = { method: 'POST', target, kept, requestId, body: Buffer.from('{"value":42}') };
    expect(requestHash(post)).toBe(
      'Z+7w0YuGQD2/zfFEvQbWW1qUWrD1KADODpSkWB234ZFxEgv/ISKeHTtsO5NB0QbUZwIOzC+68jh70o6zlIBNMg==',
    );
  });
});
