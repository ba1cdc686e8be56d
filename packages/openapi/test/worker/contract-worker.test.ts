import { afterAll, describe, expect, it } from '@jest/globals';
import { isSimpulError } from '@simpul/errors';
import { createContractWorker } from '../../src/index.ts';

const worker = createContractWorker({ timeoutMs: 60_000, heapMegabytes: 256, maxWaiting: 4 });
const hurried = createContractWorker({ timeoutMs: 1, heapMegabytes: 256, maxWaiting: 1 });
afterAll(() => Promise.all([worker.stop(), hurried.stop()]));

const contractOf = (paths: object, more: object = {}): string =>
  JSON.stringify({ openapi: '3.1.0', info: { title: 't', version: '1.0.0', description: 'd' }, paths, ...more });
const answering = (schema: object): object => ({
  '/x': {
    get: { summary: 's', responses: { '200': { description: 'ok', content: { 'application/json': { schema } } } } },
  },
});
const PLAIN = contractOf(answering({ type: 'string' }));

/** How a promise ends: with a result, or with the code of an error of ours. */
async function endOf(work: Promise<unknown>): Promise<unknown> {
  try {
    return await work;
  } catch (error) {
    if (isSimpulError(error)) return error.code;
    throw error;
  }
}

/** What the worker says of a contract: `usable`, or the rules of its errors. */
async function verdictOf(source: string | Uint8Array): Promise<string> {
  const end = await endOf(worker.examine(source));
  if (typeof end === 'string') return end;
  const { usable, findings } = end as Awaited<ReturnType<typeof worker.examine>>;
  const errors = new Set(findings.flatMap(({ severity, rule }) => (severity === 'error' ? [rule] : [])));
  return usable ? 'usable' : [...errors].join(' ');
}

const chain = (length: number, of: (next: object) => object): object => {
  const schemas: Record<string, object> = { [`S${length}`]: { type: 'string' } };
  for (let i = 0; i < length; i += 1) schemas[`S${i}`] = of({ $ref: `#/components/schemas/S${i + 1}` });
  return { components: { schemas } };
};

const REF = { $ref: '#/components/schemas/S0' };
const BYTES = 256 * 1024;
const COSTLY = 'SIMPUL_CONTRACT_TOO_COSTLY';

describe('the contract worker', () => {
  it('examines and compares', async () => {
    expect(await worker.examine(Buffer.from(PLAIN))).toEqual({
      usable: true,
      findings: [],
      info: { title: 't', version: '1.0.0' },
      endpoints: [{ method: 'GET', path: '/x' }],
    });
    const { breaking, changes } = await worker.compare(PLAIN, contractOf(answering({ type: 'integer' })));
    expect({ breaking, rules: changes.map(({ rule }) => rule) }).toEqual({
      breaking: true,
      rules: ['type-added', 'type-removed'],
    });
  });

  it('tells what a linter and the compiler find, with place, rule and severity', async () => {
    const text = `openapi: 3.0.3
info: { title: t, version: 1.0.0, description: d, lisensi: x }
paths:
  /x/{id}:
    get:
      summary: s
      responses:
        '200': { description: ok }
  /y:
    get:
      summary: s
      parameters: [{ name: a, in: query, description: d, style: matrix, schema: { type: string } }]
      responses:
        '200': { description: ok }
`;
    const { usable, findings } = await worker.examine(text);
    expect(usable).toBe(false);
    expect(findings.map(({ line, rule, severity }) => `${line} ${rule} ${severity}`)).toEqual([
      '2 struct error',
      '6 path-parameters-defined error',
    ]);
    const unusable = await worker.examine(text.replace(', lisensi: x', '').replace('/x/{id}', '/x'));
    expect(unusable.findings).toMatchObject([{ line: 11, pointer: '/paths/~1y/get', rule: 'unusable' }]);
    expect(unusable.findings[0]?.message.en).toMatch(/style/);
  });

  it.each<[string, string | Uint8Array, RegExp]>([
    ['50 MB', Buffer.alloc(50 * 2 ** 20, 'a'), /^text-size$/],
    ['deep lists', `a: ${'['.repeat(100_000)}`, /^nesting$/],
    ['deep maps in JSON', '{"a":'.repeat(40_000), /^nesting|yaml/],
    [
      '100,000 paths',
      contractOf(Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`/${i}`, {}]))),
      /^text-size$/,
    ],
    [
      'as many keys as fit',
      `a:\n${Array.from({ length: 20_000 }, (_, i) => ` k${i}: 1`).join('\n')}`,
      /^version paths$/,
    ],
    [
      'an alias bomb',
      `a: &a [x]\n${Array.from({ length: 30 }, (_, i) => `b${i}: [*a, *a]`).join('\n')}`,
      /yaml-anchor/,
    ],
    ['a huge enumeration', contractOf(answering({ enum: Array.from({ length: 40_000 }, (_, i) => i) })), /^usable$/],
    ['too many values', contractOf(answering({ enum: Array.from({ length: 60_000 }, () => 1) })), /^values$/],
    ['an exponential pattern', contractOf(answering({ type: 'string', pattern: '^(a+)+$' })), /^usable$/],
    ['a pattern with look-around', contractOf(answering({ type: 'string', pattern: '(?<!a)b' })), /^schema-unusable$/],
    [
      'allOf in a circle',
      contractOf(answering(REF), { components: { schemas: { S0: { allOf: [REF] } } } }),
      /^(?:usable|struct|unusable)$/,
    ],
    [
      'references that double at each level',
      contractOf(
        answering(REF),
        chain(40, (next) => ({ anyOf: [{ allOf: [next] }, { allOf: [next] }] })),
      ),
      /usable|COSTLY/,
    ],
    [
      'a long chain of references',
      contractOf(
        answering(REF),
        chain(800, (next) => ({ properties: { a: next } })),
      ),
      /usable|COSTLY/,
    ],
  ])('refuses or contains %s', async (_, source, verdict) => {
    expect(await verdictOf(source)).toMatch(verdict);
  });

  it('contains a comparison that doubles at each level', async () => {
    const bomb = (leaf: object): string => {
      const { components } = chain(60, (next) => ({
        oneOf: [{ allOf: [next] }, { allOf: [next, { minLength: 1 }] }],
      })) as {
        components: { schemas: Record<string, object> };
      };
      return contractOf(answering(REF), { components: { schemas: { ...components.schemas, S60: leaf } } });
    };
    expect(await endOf(worker.compare(bomb({ type: 'string' }), bomb({ type: 'integer' })))).toBe(COSTLY);
  });

  it('ends what takes too long, says so, and goes on with the next', async () => {
    const large = contractOf(answering({ enum: Array.from({ length: 40_000 }, (_, i) => i) }));
    expect(await endOf(hurried.examine(large))).toBe(COSTLY);
    expect(await endOf(hurried.examine(large))).toBe(COSTLY);
  });

  it('ends what takes too much memory, and goes on with the next', async () => {
    const small = createContractWorker({ timeoutMs: 60_000, heapMegabytes: 96, maxWaiting: 1 });
    const list = Array.from({ length: 24_000 }, () => '[[]]').join(',');
    expect(list.length).toBeLessThan(BYTES);
    const text = `{"a":[${list}]}`;
    const ends = [await endOf(small.compare(text, text)), await endOf(small.compare(text, text))];
    await small.stop();
    // Whether this much fits is the machine's business; that each ends in an answer is ours.
    for (const end of ends) expect([COSTLY, 'SIMPUL_CONTRACT_INVALID']).toContain(end);
  });

  it('refuses when too many wait', async () => {
    const full = createContractWorker({ timeoutMs: 60_000, heapMegabytes: 256, maxWaiting: 2 });
    const ends = Array.from({ length: 4 }, () => endOf(full.compare(PLAIN, PLAIN)));
    await full.stop();
    expect(await Promise.all(ends)).toEqual(Array.from({ length: 4 }, () => 'SIMPUL_CONTRACT_WORKER_BUSY'));
  });

  it('leaves the event loop alone while it works', async () => {
    const turns = { count: 0 };
    const turn = (): void => {
      turns.count += 1;
      next = setImmediate(turn);
    };
    let next = setImmediate(turn);
    await worker.examine(contractOf(answering({ enum: Array.from({ length: 20_000 }, (_, i) => `v${i}`) })));
    clearImmediate(next);
    expect(turns.count).toBeGreaterThan(100);
  });
});
