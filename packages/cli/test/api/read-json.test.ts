import { expect, it } from '@jest/globals';
import { REGISTRY } from '@simpul/errors';
import { readJson } from '../../src/api/read-json.ts';
import { CLI } from '../../src/errors.ts';

const URL = 'https://bus.example';
const read = (status: number, text: string, headers = {}) =>
  readJson({ status, headers, body: Buffer.from(text) }, { method: 'GET', path: '/a' }, URL);

it('reads the object of an answer', () => {
  expect(read(200, '{"a":1}')).toEqual({ a: 1 });
});

it('throws what the bus answered with', () => {
  const problem = { type: 'about:blank', title: 'Gone', status: 404, code: REGISTRY.UNKNOWN.code, instance: 'urn:x' };
  expect(() => read(404, JSON.stringify(problem), { 'content-type': 'application/problem+json' })).toThrow(
    expect.objectContaining({ code: REGISTRY.UNKNOWN.code }),
  );
});

it.each([
  ['nothing', ''],
  ['a page', '<html>'],
  ['a list', '[]'],
  ['bytes that are no UTF-8', '\u{fffd}{'],
])('takes %s for no bus', (_what, text) => {
  expect(() => read(200, text)).toThrow(
    expect.objectContaining({
      code: CLI.NOT_A_BUS.code,
      params: { url: URL, reason: 'GET /a answered 200 without JSON' },
    }),
  );
});
