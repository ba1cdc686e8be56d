import { expect, it } from '@jest/globals';
import { languageOf } from '../../src/routes/problem-reply.ts';

it.each([
  [undefined, 'id'],
  ['en', 'en'],
  ['en-GB,en;q=0.9', 'en'],
  ['id-ID', 'id'],
  ['en;q=0.5, id;q=0.8', 'id'],
  ['id;q=0.5, en;q=0.8', 'en'],
  ['fr, en;q=0.1', 'en'],
  ['fr', 'id'],
  ['*', 'id'],
  ['id;q=0, en', 'en'],
  [';;;,=', 'id'],
] as const)('Accept-Language %p asks for %s', (header, language) => {
  expect(languageOf({ headers: header === undefined ? {} : { 'accept-language': header } })).toBe(language);
});
