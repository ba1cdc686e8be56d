import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileContract, exampleAnswer } from '../src/index.ts';
import { textOfPattern } from '../src/example/pattern-text.ts';

const SANDBOX = join(import.meta.dirname, '../../../infra/sandbox/openapi');

function contractOf(responses: unknown, more: object = {}) {
  return compileContract(
    JSON.stringify({
      openapi: '3.1.0',
      info: { title: 't', version: '1' },
      paths: { '/x': { get: { responses } } },
      ...more,
    }),
  );
}

function answerOf(responses: unknown, more: { status?: number; components?: unknown; method?: string } = {}) {
  const { document } = contractOf(responses, more.components === undefined ? {} : { components: more.components });
  const { status, method = 'GET' } = more;
  return exampleAnswer(document.root, { method, template: '/x', ...(status !== undefined && { status }) });
}

const json = (media: object) => ({ '200': { description: 'ok', content: { 'application/json': media } } });
const bodyOf = (schema: unknown) => JSON.parse(answerOf(json({ schema: schema as object }))?.body ?? 'null') as unknown;

describe('an answer from a contract', () => {
  it.each(readdirSync(SANDBOX))(
    'of %s keeps the contract, for each operation and each answer that it declares',
    (file) => {
      const contract = compileContract(readFileSync(join(SANDBOX, file), 'utf8'));
      for (const { method, path } of contract.endpoints) {
        const { checkResponse } = contract.match(method, path.replaceAll(/\{[^}]*\}/g, '1'));
        const statuses = [undefined, 401, 422].map((status) =>
          exampleAnswer(contract.document.root, { method, template: path, ...(status !== undefined && { status }) }),
        );
        const [success] = statuses;
        expect(success?.status).toBe(200);
        for (const answer of statuses) {
          if (answer === undefined) continue;
          const { status, mediaType, body } = answer;
          const verdict = checkResponse({ status, contentType: mediaType, body: Buffer.from(body) });
          expect({ path, status, verdict }).toMatchObject({ verdict: { ok: true } });
        }
      }
    },
  );

  it.each<[string, object, unknown]>([
    ['the example of the media type', { example: { a: 1 }, schema: { example: { a: 2 } } }, { a: 1 }],
    [
      'the first of its examples that keeps the schema',
      { examples: { x: { value: 'no' }, y: { value: 7 } }, schema: { type: 'integer' } },
      7,
    ],
    [
      'an example of the schema',
      { schema: { type: 'object', properties: { a: { type: 'string', examples: ['b'] } } } },
      { a: 'b' },
    ],
    ['the schema where an example breaks it', { example: 'no', schema: { type: 'integer', minimum: 5 } }, 5],
  ])('is %s', (_, media, value) => {
    expect(JSON.parse(answerOf(json(media))?.body ?? '')).toEqual(value);
  });

  it('has the least success, and no status that the contract does not declare', () => {
    const responses = { '201': { description: 'a' }, '404': { description: 'b' }, '202': { description: 'c' } };
    expect(answerOf(responses)).toEqual({ status: 201, body: '' });
    expect(answerOf(responses, { status: 404 })).toEqual({ status: 404, body: '' });
    expect(answerOf(responses, { status: 500 })).toBeUndefined();
    expect(answerOf({ '404': { description: 'b' } })).toBeUndefined();
    expect(answerOf(responses, { method: 'POST' })).toBeUndefined();
  });

  it.each<[unknown, unknown]>([
    [{ type: 'string', format: 'date-time' }, '2026-01-15T08:00:00Z'],
    [{ type: 'string', format: 'email' }, 'contoh@example.org'],
    [{ type: 'string', minLength: 10, maxLength: 12 }, 'contoh con'],
    [{ type: 'string', maxLength: 3 }, 'con'],
    [{ type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 }, 0.5],
    [{ type: 'integer', minimum: 11, multipleOf: 5 }, 15],
    [{ type: ['string', 'null'] }, 'contoh'],
    [{ enum: [null, 'a'] }, 'a'],
    [{ allOf: [{ type: 'object', required: ['a'] }, { properties: { a: { const: 1 } } }] }, { a: 1 }],
    [{ oneOf: [{ type: 'string', pattern: '[^\\s\\S]' }, { type: 'boolean' }] }, true],
    [
      { type: 'object', minProperties: 2, additionalProperties: { type: 'boolean' } },
      { anggota1: true, anggota2: true },
    ],
    [{ type: 'object', properties: { a: { type: 'string', writeOnly: true } }, required: ['a'] }, {}],
  ])('is made of %j', (schema, value) => {
    expect(bodyOf(schema)).toEqual(value);
  });

  it('holds a NIK that no person has', () => {
    const schema = { type: 'object', properties: { NIK: { type: 'string', pattern: '^[0-9]{16}$' } } };
    expect(bodyOf(schema)).toEqual({ NIK: '1871990101900001' });
  });

  it('ends where schemas refer to themselves', () => {
    const components = {
      schemas: {
        Tree: { type: 'object', properties: { kids: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } } },
        Chain: { type: 'object', required: ['next'], properties: { next: { $ref: '#/components/schemas/Chain' } } },
        Loop: { allOf: [{ $ref: '#/components/schemas/Loop' }] },
      },
    };
    const ask = (name: string) => answerOf(json({ schema: { $ref: `#/components/schemas/${name}` } }), { components });
    expect(ask('Tree')?.body).toContain('kids');
    // What must hold itself can have no value.
    expect(ask('Chain')).toBeUndefined();
    expect(ask('Loop')).toBeUndefined();
  });

  it('that cannot be kept is not given', () => {
    expect(answerOf(json({ schema: { type: 'string', pattern: '^(?:a|b)$', minLength: 5 } }))).toBeUndefined();
    expect(answerOf(json({ schema: false }))).toBeUndefined();
  });

  it('is the same every time, and keeps its schema', () => {
    const leaf = fc.oneof(
      fc.record(
        { type: fc.constant('string'), minLength: fc.nat(20), format: fc.constantFrom('date', 'uuid', 'other') },
        { requiredKeys: ['type'] },
      ),
      fc.record({ type: fc.constantFrom('integer', 'number'), minimum: fc.integer({ min: -9, max: 9 }) }),
      fc.record({ enum: fc.array(fc.jsonValue({ maxDepth: 1 }), { minLength: 1, maxLength: 3 }) }),
      fc.constant({ type: 'boolean' }),
    );
    const schema = fc.oneof(
      leaf,
      fc.record({ type: fc.constant('array'), items: leaf, minItems: fc.nat(3) }),
      fc.record({
        type: fc.constant('object'),
        properties: fc.dictionary(fc.constantFrom('a', 'b', 'nik'), leaf),
        required: fc.constant(['a']),
      }),
    );
    fc.assert(
      fc.property(schema, (part) => {
        if (JSON.stringify(part).includes('__proto__')) return;
        const responses = json({ schema: part });
        const answer = answerOf(responses);
        expect(answerOf(responses)).toEqual(answer);
        if (answer === undefined) return;
        const { checkResponse } = contractOf(responses).match('GET', '/x');
        expect(
          checkResponse({ status: 200, contentType: 'application/json', body: Buffer.from(answer.body) }),
        ).toMatchObject({ ok: true });
      }),
    );
  });
});

describe('a text of a pattern', () => {
  it.each([
    ['^[0-9]{16}$', 0],
    ['^(Sesuai|Tidak Sesuai)$', 0],
    ['^[0-3][0-9]-[01][0-9]-[0-9]{4}$', 0],
    ['^[A-Z]{2,5}-\\d+$', 9],
    ['^\\w+@[^@\\s]+\\.id$', 0],
    ['^a?b*c+(?:de)*$', 12],
    ['^https?://[^/]+/.*$', 0],
    ['x', 0],
  ])('matches %s', (pattern, minLength) => {
    const text = textOfPattern(pattern, minLength);
    expect(text).toMatch(new RegExp(pattern, 'u'));
    expect(text?.length).toBeGreaterThanOrEqual(minLength);
  });

  it.each(['(?=a)', '\\1', '[', '(', 'a{9999}', '\\p{L}'])('is not tried for %s', (pattern) => {
    expect(textOfPattern(pattern, 0)).toBeUndefined();
  });
});
