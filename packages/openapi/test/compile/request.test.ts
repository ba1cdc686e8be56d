import { describe, expect, it } from '@jest/globals';
import { compileContract } from '../../src/index.ts';
import { ask, bodyOperation, bytes, documentOf, parameterOperation, refusal, send, sendText } from './documents.ts';

const PERSON = {
  type: 'object',
  additionalProperties: false,
  required: ['nik'],
  properties: {
    nik: { type: 'string', pattern: '^[0-9]{16}$' },
    umur: { type: 'integer', minimum: 0 },
    alamat: { type: 'array', items: { type: 'object', properties: { kota: { type: 'string' } } } },
    lain: { type: 'object', additionalProperties: { type: 'string' } },
  },
};
const NIK = '3201010101010001';

describe('a JSON body', () => {
  const operation = bodyOperation(PERSON);

  it('comes back parsed when it keeps the contract', () => {
    const person = { nik: NIK, umur: 3, alamat: [{ kota: 'Metro' }], lain: { a: 'b' } };
    expect(send(operation, person)).toEqual(person);
    expect(send(operation, person, 'application/json; charset=utf-8')).toEqual(person);
    expect(send(operation, person, 'Application/JSON')).toEqual(person);
  });

  it.each([
    [{}, 'BODY_INVALID /nik required'],
    [{ nik: 'x' }, 'BODY_INVALID /nik pattern'],
    [{ nik: NIK, umur: '3' }, 'BODY_INVALID /umur type'],
    [{ nik: NIK, alamat: [{}, { kota: 1 }] }, 'BODY_INVALID /alamat/1/kota type'],
    [{ nik: NIK, [NIK]: 1 }, 'BODY_INVALID / additionalProperties'],
    [{ nik: NIK, lain: { [NIK]: 1 } }, 'BODY_INVALID /lain/* type'],
    [[], 'BODY_INVALID / type'],
    [null, 'BODY_INVALID / type'],
  ])('%j is refused with place and rule', (value, expected) => {
    expect(refusal(() => send(operation, value))).toBe(expected);
  });

  it.each([
    ['{"nik":', 'json'],
    ['{"__proto__":{"nik":"1"}}', 'json'],
    ['{"nik":"1","constructor":{"prototype":{}}}', 'json'],
    ['', 'required'],
  ])('%s is refused before the schema sees it', (text, rule) => {
    expect(refusal(() => sendText(operation, text))).toBe(`BODY_INVALID / ${rule}`);
  });

  it('must be UTF-8', () => {
    const body = Uint8Array.of(0x22, 0xff, 0x22);
    const request = { query: undefined, headers: [], contentType: 'application/json', body };
    expect(refusal(() => operation.checkRequest(request))).toBe('BODY_INVALID / encoding');
  });

  it('does not take what every object inherits for a member', () => {
    const strict = bodyOperation({ required: ['toString'], properties: { valueOf: { type: 'string' } } });
    expect(refusal(() => send(strict, {}))).toBe('BODY_INVALID /toString required');
    expect(send(strict, { toString: 1 })).toEqual({ toString: 1 });
  });

  it('is not given defaults, not coerced and not trimmed', () => {
    const lax = bodyOperation({ properties: { a: { type: 'string', default: 'x' } }, additionalProperties: true });
    expect(send(lax, { b: '1' })).toEqual({ b: '1' });
  });

  it('is held to each pattern where several stand in one schema', () => {
    // ajv keys patterns by their text: without a toString of their own all were the first one.
    const both = bodyOperation({
      properties: { a: { pattern: '^a$' }, b: { pattern: '^b$' } },
      patternProperties: { '^c': { pattern: '^c$' }, '^d': { pattern: '^d$' } },
    });
    expect(refusal(() => send(both, { a: 'a', b: 'b', c: 'c', d: 'd' }))).toBe('nothing');
    expect(refusal(() => send(both, { a: 'a', b: 'a' }))).toBe('BODY_INVALID /b pattern');
    expect(refusal(() => send(both, { d: 'c' }))).toBe('BODY_INVALID /* pattern');
  });

  it('may be any JSON value', () => {
    expect(send(bodyOperation({ type: ['null', 'boolean'] }), null)).toBeNull();
  });
});

describe('members for one direction', () => {
  const operation = bodyOperation(
    {
      required: ['id', 'pin', 'made'],
      properties: { id: { readOnly: true }, pin: { writeOnly: true }, made: { $ref: '#/components/schemas/Made' } },
    },
    { components: { schemas: { Made: { type: 'string', readOnly: true } } } },
  );

  it('are not demanded of the other', () => {
    expect(send(operation, { pin: 1 })).toEqual({ pin: 1 });
    expect(refusal(() => send(operation, { id: 1 }))).toBe('BODY_INVALID /pin required');
    const answer = (text: string) =>
      operation.checkResponse({ status: 200, contentType: 'application/json', body: bytes(text) });
    expect(answer('{"id":1,"made":"x"}')).toMatchObject({ ok: true });
    expect(answer('{"pin":1,"made":"x"}')).toEqual({ ok: false, place: '/id', rule: 'required' });
  });
});

describe('media types', () => {
  const content = { 'application/*': { schema: false }, 'application/vnd.a+json': {}, 'text/plain': {}, 'image/*': {} };
  const operation = compileContract(documentOf({ post: { requestBody: { content } }, put: {} })).match('POST', '/x');

  it.each([
    ['application/vnd.a+json', 'nothing'],
    ['application/json', 'BODY_INVALID / false schema'],
    ['application/pdf', 'nothing'],
    ['image/png', 'nothing'],
    ['text/plain;charset=x', 'nothing'],
    ['text/html', 'MEDIA_TYPE_UNKNOWN'],
    ['', 'MEDIA_TYPE_UNKNOWN'],
    ['nonsense', 'MEDIA_TYPE_UNKNOWN'],
  ])('%s: %s', (type, expected) => {
    expect(refusal(() => sendText(operation, '1', type))).toBe(expected);
  });

  it('allow no body at all, but none where the contract has none', () => {
    expect(sendText(operation, '', '')).toBeUndefined();
    const bare = compileContract(documentOf({ put: {} })).match('PUT', '/x');
    expect(sendText(bare, '', '')).toBeUndefined();
    expect(refusal(() => sendText(bare, '1', 'text/plain'))).toBe('MEDIA_TYPE_UNKNOWN');
  });
});

describe('parameters', () => {
  const integer = { type: 'integer', minimum: 1 };
  const operation = parameterOperation(
    [
      { name: 'n', in: 'query', schema: integer, required: true },
      { name: 'list', in: 'query', schema: { type: 'array', items: integer } },
      { name: 'csv', in: 'query', explode: false, schema: { type: 'array', items: { type: 'string', maxLength: 2 } } },
      { name: 'pipes', in: 'query', style: 'pipeDelimited', schema: { type: 'array', maxItems: 2, items: integer } },
      { name: 'f', in: 'query', style: 'deepObject', schema: { type: 'object', properties: { a: integer } } },
      { name: 'o', in: 'query', schema: { type: 'object', properties: { p: integer, q: { type: 'boolean' } } } },
      { name: 'j', in: 'query', content: { 'application/json': { schema: { type: 'array' } } } },
      { name: 'X-Count', in: 'header', schema: { $ref: '#/components/schemas/Count' } },
      { name: 'X-List', in: 'header', schema: { type: 'array', items: integer } },
      { name: 'c', in: 'cookie', required: true, schema: integer },
      { name: 'Authorization', in: 'header', required: true, schema: integer },
    ],
    {
      components: {
        schemas: { Count: { type: 'integer' } },
        securitySchemes: { k: { type: 'apiKey', in: 'query', name: 'api_key' } },
      },
    },
  );

  it.each([
    'n=1',
    'n=%31',
    'n=1&list=1&list=2',
    'n=1&csv=a,b%2C',
    'n=1&csv=',
    'n=1&pipes=1|2',
    'n=1&pipes=1%7C2',
    'n=1&f[a]=1',
    'n=1&f%5Ba%5D=1',
    'n=1&p=1&q=true',
    'n=1&j=%5B1%5D',
    'n=1&api_key=z',
    '&n=1&',
  ])('%s passes', (query) => {
    expect(refusal(() => ask(operation, query))).toBe('nothing');
  });

  it.each([
    [undefined, 'n required'],
    ['', 'n required'],
    ['n=0', 'n minimum'],
    ['n=', 'n type'],
    ['n', 'n type'],
    ['n=1.5', 'n type'],
    ['n=1&n=2', 'n repeated'],
    ['n=%zz', 'n encoding'],
    ['%zz=1', '* encoding'],
    ['n=1&list=x', 'list type'],
    ['n=1&csv=a,bcd', 'csv maxLength'],
    ['n=1&pipes=1|2|3', 'pipes maxItems'],
    ['n=1&f[a]=0', 'f minimum'],
    ['n=1&f[a][b]=0', '* unknown'],
    ['n=1&q=maybe', 'o type'],
    ['n=1&j=x', 'j json'],
    ['n=1&j=1', 'j type'],
    ['n=1&3201010101010001=1', '* unknown'],
  ])('%s is refused: %s', (query, expected) => {
    expect(refusal(() => ask(operation, query))).toBe(`PARAMETER_INVALID ${expected}`);
  });

  it('are read from headers by any case', () => {
    expect(refusal(() => ask(operation, 'n=1', ['x-count', '3', 'X-LIST', '1, 2', 'x-list', '3']))).toBe('nothing');
    expect(refusal(() => ask(operation, 'n=1', ['X-COUNT', 'x']))).toBe('PARAMETER_INVALID X-Count type');
    expect(refusal(() => ask(operation, 'n=1', ['x-list', '1', 'x-list', 'a']))).toBe('PARAMETER_INVALID X-List type');
  });

  it('of a path are decoded, and those of an operation win over those of its path', () => {
    const id = (schema: unknown): unknown => ({ name: 'id', in: 'path', required: true, schema });
    const contract = compileContract(
      JSON.stringify({
        openapi: '3.1.0',
        paths: {
          '/p/{id}': {
            parameters: [id({ type: 'integer' })],
            get: {},
            put: { parameters: [id({ const: 'a b' })] },
            post: { parameters: [id({ type: 'array', items: { type: 'integer' } })] },
          },
        },
      }),
    );
    const at = (method: string, path: string): string => refusal(() => ask(contract.match(method, path), undefined));
    expect(at('GET', '/p/7')).toBe('nothing');
    expect(at('GET', '/p/x')).toBe('PARAMETER_INVALID id type');
    expect(at('GET', '/p/%zz')).toBe('PARAMETER_INVALID id encoding');
    expect(at('PUT', '/p/a%20b')).toBe('nothing');
    expect(at('POST', '/p/1,2')).toBe('nothing');
    expect(at('POST', '/p/1,x')).toBe('PARAMETER_INVALID id type');
  });
});
