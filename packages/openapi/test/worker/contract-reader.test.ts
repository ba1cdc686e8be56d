import { afterAll, describe, expect, it } from '@jest/globals';
import { isSimpulError } from '@simpul/errors';
import { createContractReader, type Operation } from '../../src/index.ts';

/** Milliseconds that much code, and a thread that is nearly out of memory, may take on a busy machine. */
const SLOW_MS = 120_000;
const LIMITS = { timeoutMs: 60_000, heapMegabytes: 256, maxWaiting: 100 };
const reader = createContractReader(LIMITS);
afterAll(() => reader.stop());

const REF = { $ref: '#/components/schemas/S0' };
const contractOf = (schema: object, schemas: object = {}): string =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    paths: {
      '/x/{id}': {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
        post: {
          requestBody: { content: { 'application/json': { schema } } },
          responses: { '200': { description: 'd', content: { 'application/json': { schema } } } },
        },
      },
      '/y': { get: { responses: {} } },
    },
    components: { schemas },
  });

/** How a request and an answer with the same body are judged. */
function judge(operation: Operation, value: unknown): readonly unknown[] {
  const body = Buffer.from(JSON.stringify(value));
  const request = { query: undefined, headers: [], contentType: 'application/json', body };
  const answer = operation.checkResponse({ status: 200, contentType: 'application/json', body });
  return [
    outcomeOf(() => operation.checkRequest(request).json),
    answer.ok ? 'ok' : `${answer.rule} at ${answer.place}`,
  ];
}

function outcomeOf(check: () => unknown): unknown {
  try {
    return check();
  } catch (error) {
    if (isSimpulError(error)) return `${String(error.params['rule'])} at ${String(error.params['place'])}`;
    throw error;
  }
}

async function refusalOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (isSimpulError(error)) return `${error.code} ${String(error.params['reason'] ?? '')}`.trim();
  throw error instanceof Error ? error : new Error('it was not refused');
}

/** Schemas of which each refers to the next, several times over. */
function chain(length: number, of: (next: object) => object): object {
  const schemas: Record<string, object> = { [`S${length}`]: { type: 'string' } };
  for (let i = 0; i < length; i += 1) schemas[`S${i}`] = of({ $ref: `#/components/schemas/S${i + 1}` });
  return schemas;
}

describe('a contract that is read in a thread', () => {
  it('holds requests and answers to every kind of keyword', async () => {
    const schema = {
      type: 'object',
      required: ['kode'],
      properties: {
        kode: { type: 'string', pattern: '^[a-z\\u2028"]+$', maxLength: 3 },
        tanggal: { format: 'date' },
        pilihan: { enum: ['a', { b: [1] }, 'c"\\'] },
        tetap: { const: { toString: 1 } },
        daftar: { type: 'array', uniqueItems: true },
        anak: { $ref: '#/components/schemas/Pohon' },
      },
      additionalProperties: false,
    };
    const contract = await reader.open(
      contractOf(schema, { Pohon: { properties: { anak: { $ref: '#/components/schemas/Pohon' } } } }),
    );
    expect(contract.endpoints).toEqual([
      { method: 'POST', path: '/x/{id}' },
      { method: 'GET', path: '/y' },
    ]);
    const operation = await contract.match('POST', '/x/1');
    const good = { kode: 'ab"', tanggal: '2026-01-31', pilihan: { b: [1] }, tetap: { toString: 1 }, daftar: [1, '1'] };
    expect(judge(operation, good)).toEqual([good, 'ok']);
    for (const [change, violation] of [
      [{ kode: undefined }, 'required at /kode'],
      [{ kode: 'ABC' }, 'pattern at /kode'],
      [{ kode: 'abcd' }, 'maxLength at /kode'],
      [{ tanggal: '2026-02-30' }, 'format at /tanggal'],
      [{ pilihan: 'd' }, 'enum at /pilihan'],
      [{ tetap: { toString: 2 } }, 'const at /tetap'],
      [{ daftar: [{ a: 1 }, { a: 1 }] }, 'uniqueItems at /daftar'],
      [{ rahasia: 1 }, 'additionalProperties at /'],
      [{ anak: { anak: 5 } }, 'ok'],
    ] as const) {
      const value = { ...good, ...change };
      const sent: unknown = JSON.parse(JSON.stringify(value));
      expect(judge(operation, value)).toEqual(violation === 'ok' ? [sent, 'ok'] : [violation, violation]);
    }
    const other = await contract.match('POST', '/x/one');
    expect([...other.pathParameters]).toEqual([['id', 'one']]);
    const bodiless = { query: undefined, headers: [], contentType: undefined, body: Buffer.alloc(0) };
    expect(() => other.checkRequest(bodiless)).toThrow('id');
  });

  it('makes an operation once for all who ask at once, and answers from its examples', async () => {
    const contract = await reader.open(contractOf({ type: 'string', examples: ['contoh'] }));
    const [one, other] = await Promise.all([contract.match('POST', '/x/1'), contract.match('POST', '/x/2')]);
    expect(one.checkResponse).toBe(other.checkResponse);
    const example = await contract.example({ method: 'POST', template: '/x/{id}' });
    expect(example).toEqual({ status: 200, mediaType: 'application/json', body: '"contoh"' });
  });

  it('is refused where it cannot be read, and names what it has not', async () => {
    expect(await refusalOf(reader.open('[]'))).toBe('SIMPUL_CONTRACT_UNUSABLE line 1: expected an OpenAPI document');
    const contract = await reader.open(contractOf({}));
    expect(await refusalOf(contract.match('POST', '/z'))).toBe('SIMPUL_CONTRACT_PATH_UNKNOWN');
    expect(await refusalOf(contract.match('GET', '/x/1'))).toBe('SIMPUL_CONTRACT_METHOD_UNKNOWN');
  });

  it('is quoted in its code, whatever its texts are', async () => {
    const hostile = `'"\`\${process.exit()}\\u2028*/ } ); throw 1; //`;
    const schema = { properties: { [hostile]: { enum: [hostile] }, __proto__x: {} }, required: [hostile] };
    const operation = await (await reader.open(contractOf(schema))).match('POST', '/x/1');
    expect(judge(operation, { [hostile]: hostile })).toEqual([{ [hostile]: hostile }, 'ok']);
    expect(judge(operation, { [hostile]: 1 })[0]).toMatch(/^enum at /);
  });
});

describe('a contract that costs too much', () => {
  /** Each schema refers to the next forty times: much code, and much memory to make it. */
  const broad = (levels: number): string =>
    contractOf(
      REF,
      chain(levels, (next) => ({
        properties: Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`p${i}`, next])),
      })),
    );
  const COSTLY = broad(100);
  const SMALL = contractOf({ type: 'string' });

  it('is refused with what it cost, and the others go on, those that waited too', async () => {
    const hurried = createContractReader({ ...LIMITS, timeoutMs: 1 });
    const patient = createContractReader(LIMITS);
    try {
      const costly = 'SIMPUL_CONTRACT_UNUSABLE reading it costs more than 0.001 s';
      expect(await refusalOf(hurried.open(COSTLY))).toBe(costly);
      expect(await refusalOf(hurried.open(COSTLY))).toBe(costly);
      const [small] = await Promise.all([patient.open(SMALL), patient.open(SMALL)]);
      expect(judge(await small.match('POST', '/x/1'), 'a')).toEqual(['a', 'ok']);
    } finally {
      await hurried.stop();
      await patient.stop();
    }
  });

  it(
    'exhausts its thread at most, and the others go on',
    async () => {
      const small = createContractReader({ ...LIMITS, heapMegabytes: 20 });
      try {
        // Waits for the end of the costly one.
        const [ends, contract] = await Promise.all([
          refusalOf(small.open(COSTLY).then((opened) => opened.match('POST', '/x/1'))),
          small.open(SMALL),
        ]);
        expect(ends).toBe('SIMPUL_CONTRACT_UNUSABLE reading it costs more than 20 MiB');
        expect(judge(await contract.match('POST', '/x/1'), 'a')).toEqual(['a', 'ok']);
      } finally {
        await small.stop();
      }
    },
    SLOW_MS,
  );

  it(
    'is refused where only its code is too long to be loaded',
    async () => {
      const contract = await reader.open(broad(124));
      const refusal = 'SIMPUL_CONTRACT_UNUSABLE the checks of POST /x/{id} are too many';
      expect(await refusalOf(contract.match('POST', '/x/1'))).toBe(refusal);
      expect((await contract.match('GET', '/y')).template).toBe('/y');
    },
    SLOW_MS,
  );

  it('is not waited for when the bus stops', async () => {
    const stopped = createContractReader(LIMITS);
    const end = refusalOf(stopped.open(COSTLY));
    await stopped.stop();
    expect(await end).toBe('SIMPUL_CONTRACT_WORKER_BUSY');
  });
});
