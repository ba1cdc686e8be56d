import { describe, expect, it } from '@jest/globals';
import { compileContract } from '../../src/index.ts';
import { bodyOperation, documentOf, parameterOperation, refusal, send, sendText } from './documents.ts';

const nested = (levels: number, leaf: unknown = {}): unknown =>
  levels === 0 ? leaf : { properties: { a: nested(levels - 1, leaf) } };

describe('a document', () => {
  it.each<[string, string, RegExp]>([
    ['is empty', '', /^UNUSABLE .*expected an OpenAPI document/],
    ['is a list', '[]', /^UNUSABLE .*expected an OpenAPI document/],
    ['is broken JSON', '{"openapi":', /^UNUSABLE line \d+: /],
    ['is broken YAML', 'a: [', /^UNUSABLE line \d+: /],
    ['has aliases', 'a: &a [1]\nb: *a', /^UNUSABLE .*anchor/],
    ['has a key twice', 'a: 1\na: 2', /^UNUSABLE line \d+: /],
    ['has a prototype in JSON', '{"openapi":"3.1.0","__proto__":{}}', /^UNUSABLE line \d+: /],
    ['has a prototype in YAML', 'openapi: 3.1.0\n__proto__: {}', /^UNUSABLE .*no member of this name/],
    ['is Swagger 2', '{"swagger":"2.0"}', /^UNUSABLE .*openapi: 3\.0\.x or 3\.1\.x/],
    ['is OpenAPI 3.2', '{"openapi":"3.2.0"}', /^UNUSABLE .*openapi: 3\.0\.x or 3\.1\.x/],
    ['is too large', JSON.stringify({ openapi: '3.1.0', x: 'y'.repeat(256 * 1024) }), /^UNUSABLE .*at most 256 KiB/],
    ['is a deep list in JSON', '{"a":' + '['.repeat(5000) + ']'.repeat(5000) + '}', /^UNUSABLE .*nesting/],
    ['is a deep list in YAML', `a: ${'['.repeat(50_000)}`, /^UNUSABLE line \d+: /],
    [
      'has too many values',
      JSON.stringify({ openapi: '3.1.0', x: Array.from({ length: 60_000 }, () => 1) }),
      /^UNUSABLE .*values/,
    ],
  ])('that %s is unusable', (_, text, reason) => {
    expect(refusal(() => compileContract(text))).toMatch(reason);
  });

  it('may be YAML, with statuses that look like numbers', () => {
    const text = 'openapi: 3.1.0\npaths:\n  /x:\n    get:\n      responses:\n        200: { description: ok }\n';
    const { checkResponse } = compileContract(text).match('GET', '/x');
    expect(checkResponse({ status: 200, contentType: undefined, body: new Uint8Array() })).toEqual({ ok: true });
  });
});

describe('a schema', () => {
  it.each<[string, unknown, RegExp]>([
    ['refers to a URL', { $ref: 'https://evil.example/s.json' }, /^UNUSABLE .*inside the document/],
    ['refers to a file', { $ref: './s.json#/a' }, /^UNUSABLE .*inside the document/],
    ['refers to nothing', { $ref: '#/components/schemas/None' }, /^UNUSABLE .*a part that is there/],
    ['refers to the prototype', { $ref: '#/constructor/prototype' }, /^UNUSABLE .*a part that is there/],
    ['refers to no text', { $ref: 7 }, /^UNUSABLE .*inside the document/],
    ['looks ahead', { pattern: '^(?=a)' }, /^UNUSABLE .*linear/],
    ['looks back', { patternProperties: { '(a)\\1': {} } }, /^UNUSABLE .*linear/],
    ['counts too far', { pattern: '((a{100}){100}){100}' }, /^UNUSABLE .*linear/],
    ['has a pattern too long', { pattern: 'a'.repeat(2000) }, /^UNUSABLE .*pattern/],
    ['is nested too deeply', nested(12), /^UNUSABLE .*32 levels/],
    ['sets its own base', { $id: 'https://evil.example/' }, /^UNUSABLE .*\$id/],
    ['refers dynamically', { $dynamicRef: '#x' }, /^UNUSABLE .*\$dynamicRef/],
    ['has a misspelt keyword', { maxLenght: 3 }, /^UNUSABLE .*maxLenght/],
    ['asks for data of the message', { maximum: { $data: '1/a' } }, /^UNUSABLE .*compiled/],
    ['has an unknown type', { type: 'text' }, /^UNUSABLE .*compiled/],
    ['is a text', 'string', /^UNUSABLE .*schema/],
    ['has a list that is none', { allOf: {} }, /^UNUSABLE .*allOf/],
  ])('that %s is unusable', (_, schema, reason) => {
    expect(refusal(() => send(bodyOperation(schema), {}))).toMatch(reason);
  });

  it('may carry what OpenAPI describes schemas with', () => {
    const schema = {
      type: 'object',
      title: 't',
      example: { a: 1 },
      discriminator: { propertyName: 'a' },
      xml: { name: 'x' },
      externalDocs: { url: 'https://a.example' },
      'x-own': { $ref: 'not a reference' },
      properties: { 'x-a': { type: 'string', format: 'nik' }, $ref: { const: { $ref: 'https://not.a.reference' } } },
    };
    const operation = bodyOperation(schema);
    expect(refusal(() => send(operation, { 'x-a': 'b' }))).toBe('nothing');
    expect(refusal(() => send(operation, { 'x-a': 1 }))).toBe('BODY_INVALID /x-a type');
    expect(refusal(() => send(operation, { $ref: 1 }))).toBe('BODY_INVALID /$ref const');
  });

  it('may refer to itself', () => {
    const Tree = {
      type: 'object',
      properties: { kids: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } },
    };
    const operation = bodyOperation({ $ref: '#/components/schemas/Tree' }, { components: { schemas: { Tree } } });
    expect(refusal(() => send(operation, { kids: [{ kids: [] }, {}] }))).toBe('nothing');
    expect(refusal(() => send(operation, { kids: [{ kids: [1] }] }))).toBe('BODY_INVALID /kids/0/kids/0 type');
    expect(refusal(() => sendText(operation, '{"kids":['.repeat(100_000) + ']}'.repeat(100_000)))).toBe(
      'BODY_INVALID * depth',
    );
  });

  it('that goes round without end refuses everything, and answers', () => {
    const schemas = { A: { allOf: [{ $ref: '#/components/schemas/B' }] }, B: { $ref: '#/components/schemas/A' } };
    const operation = bodyOperation({ $ref: '#/components/schemas/A' }, { components: { schemas } });
    expect(refusal(() => send(operation, {}))).toMatch(/^BODY_INVALID \* (?:depth|effort)$/);
  });

  it.each([
    ['that succeeds last', {}],
    ['that always fails', false],
  ])('of references that double at each level is given up (%s)', (_, last) => {
    const schemas: Record<string, unknown> = { S40: last };
    for (let i = 0; i < 40; i += 1) {
      const next = { $ref: `#/components/schemas/S${i + 1}` };
      schemas[`S${i}`] = { anyOf: [{ allOf: [next, false] }, { allOf: [next, false] }] };
    }
    const operation = bodyOperation({ $ref: '#/components/schemas/S0' }, { components: { schemas } });
    expect(refusal(() => send(operation, {}))).toBe('BODY_INVALID * effort');
  });

  it('compares unique items in linear time, by value', () => {
    const operation = bodyOperation({ type: 'array', uniqueItems: true });
    expect(
      refusal(() =>
        send(
          operation,
          Array.from({ length: 200_000 }, (_, i) => ({ i })),
        ),
      ),
    ).toBe('nothing');
    expect(
      refusal(() =>
        send(operation, [
          { a: 1, b: [2] },
          { b: [2], a: 1 },
        ]),
      ),
    ).toBe('BODY_INVALID / uniqueItems');
    expect(refusal(() => send(operation, [1, '1', null, 'null', true, [1], ['1']]))).toBe('nothing');
    expect(refusal(() => send(operation, [1, 1.0]))).toBe('BODY_INVALID / uniqueItems');
  });

  it('with objects as values is not confused by a member named toString', () => {
    const operation = bodyOperation({ enum: [{ a: 1 }, { toString: 1 }] });
    expect(refusal(() => send(operation, { toString: 2 }))).toBe('BODY_INVALID / enum');
    expect(refusal(() => send(operation, { valueOf: 'x', a: 1 }))).toBe('BODY_INVALID / enum');
    expect(refusal(() => send(operation, { toString: 1 }))).toBe('nothing');
    expect(refusal(() => send(bodyOperation({ const: { a: 1, b: [2] } }), { b: [2], a: 1 }))).toBe('nothing');
  });

  it('with a pattern that backtracks elsewhere is as fast as any', () => {
    const operation = bodyOperation({ type: 'string', pattern: '^(a+)+$' });
    expect(refusal(() => send(operation, `${'a'.repeat(50_000)}!`))).toBe('BODY_INVALID / pattern');
  });
});

describe('OpenAPI 3.0', () => {
  it('is upgraded: nullable, exclusive bounds, binary', () => {
    const schema = {
      type: 'object',
      properties: {
        a: { type: 'string', nullable: true },
        b: { $ref: '#/components/schemas/B', nullable: true },
        c: { type: 'integer', minimum: 0, exclusiveMinimum: true },
        d: { type: 'integer', minimum: 0, exclusiveMinimum: false },
        e: { nullable: true, description: 'anything' },
      },
    };
    const components = { schemas: { B: { type: 'object', nullable: true } } };
    const operation = bodyOperation(schema, { components }, '3.0.3');
    expect(refusal(() => send(operation, { a: null, b: {}, c: 1, d: 0, e: 5 }))).toBe('nothing');
    expect(refusal(() => send(operation, { b: null }))).toBe('nothing');
    expect(refusal(() => send(operation, { c: 0 }))).toBe('BODY_INVALID /c exclusiveMinimum');
    expect(refusal(() => send(operation, { a: 1 }))).toBe('BODY_INVALID /a type');
  });
});

describe('an operation', () => {
  it.each<[string, unknown, RegExp]>([
    ['in another style', [{ name: 'a', in: 'query', style: 'matrix' }], /^UNUSABLE .*style/],
    ['without a name', [{ in: 'query' }], /^UNUSABLE .*name/],
    ['nowhere', [{ name: 'a', in: 'body' }], /^UNUSABLE .*place/],
    ['that refer in a circle', [{ $ref: '#/components/parameters/A' }], /^UNUSABLE .*circle/],
    [
      'whose schema goes round',
      [{ name: 'a', in: 'query', schema: { $ref: '#/components/schemas/A' } }],
      /^UNUSABLE .*circle/,
    ],
    ['that are no list', { a: 1 }, /^UNUSABLE .*list/],
  ])('with parameters %s is unusable', (_, parameters, reason) => {
    const components = {
      // Only where it is asked for: the reader refuses it wherever it stands.
      ...(JSON.stringify(parameters).includes('parameters/A') && {
        parameters: { A: { $ref: '#/components/parameters/A' } },
      }),
      schemas: { A: { allOf: [{ $ref: '#/components/schemas/A' }] } },
    };
    const document = documentOf({ get: { parameters } }, { components });
    expect(refusal(() => compileContract(document))).toMatch(reason);
  });

  it('may have parameters of one schema in several places', () => {
    const schema = { type: 'integer' };
    expect(() =>
      parameterOperation([
        { name: 'a', in: 'query', schema },
        { name: 'a', in: 'header', schema },
      ]),
    ).not.toThrow();
  });
});
