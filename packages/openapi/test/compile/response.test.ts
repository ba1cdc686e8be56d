import { describe, expect, it } from '@jest/globals';
import { compileContract } from '../../src/index.ts';
import { bytes, documentOf } from './documents.ts';

const json = (schema: unknown): unknown => ({ content: { 'application/json': { schema } } });
const responses = {
  200: json({ required: ['a'], properties: { a: { type: 'integer' } } }),
  204: { description: 'none' },
  '4XX': { $ref: '#/components/responses/Problem' },
  404: { description: 'no content declared' },
};
const components = { responses: { Problem: json({ type: 'object' }) } };
const contract = compileContract(documentOf({ get: { responses }, head: { responses } }, { components }));
const verdict = (status: number, text: string, { method = 'GET', type = 'application/json' } = {}) =>
  contract.match(method, '/x').checkResponse({ status, contentType: type, body: bytes(text) });

describe('a response', () => {
  it('comes back parsed when it keeps the contract', () => {
    expect(verdict(200, '{"a":1}')).toEqual({ ok: true, json: { a: 1 } });
    expect(verdict(403, '{}')).toEqual({ ok: true, json: {} });
  });

  it('has no content to check without a body, or without a declaration', () => {
    expect(verdict(204, '')).toEqual({ ok: true });
    expect(verdict(404, 'gone', { type: 'text/html' })).toEqual({ ok: true });
    expect(verdict(200, '', { method: 'HEAD' })).toEqual({ ok: true });
  });

  it.each([
    [200, '{"a":"x"}', 'application/json', '/a', 'type'],
    [200, '{}', 'application/json', '/a', 'required'],
    [200, '', 'application/json', '/', 'json'],
    [200, '{}', 'text/html', '/', 'mediaType'],
    [418, '[]', 'application/json', '/', 'type'],
    [500, '{}', 'application/json', '/', 'status'],
  ])('%i with %s as %s breaks the contract', (status, text, type, place, rule) => {
    expect(verdict(status, text, { type })).toEqual({ ok: false, place, rule });
  });

  it('whose schema cannot be compiled breaks the contract, again and again', () => {
    const broken = compileContract(documentOf({ get: { responses: { 200: json({ type: 'text' }) } } }));
    const check = broken.match('GET', '/x').checkResponse;
    const answer = { status: 200, contentType: 'application/json', body: bytes('1') };
    expect(check(answer)).toEqual({ ok: false, place: '/', rule: 'unusable' });
    expect(check(answer)).toEqual({ ok: false, place: '/', rule: 'unusable' });
  });

  it('falls back on default', () => {
    const other = compileContract(documentOf({ get: { responses: { default: json({ type: 'null' }) } } }));
    const check = other.match('GET', '/x').checkResponse;
    expect(check({ status: 500, contentType: 'application/json', body: bytes('null') })).toEqual({
      ok: true,
      json: null,
    });
  });
});
