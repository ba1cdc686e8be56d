import { describe, expect, it } from '@jest/globals';
import { chooseLanguage } from '../../../src/pages/http/languages.ts';

describe('the language of a visitor', () => {
  it.each([
    ['en', 'id', 'id', 'en'],
    [null, 'en', 'id', 'en'],
    [null, undefined, 'en-GB,en;q=0.9', 'en'],
    [null, undefined, 'id-ID,id;q=0.9,en;q=0.8', 'id'],
    [null, undefined, 'jv', 'id'],
    [null, undefined, undefined, 'id'],
    ['xx', 'yy', 'zz', 'id'],
  ] as const)('with address %j, cookie %j and browser %j is %s', (asked, remembered, accept, language) => {
    expect(chooseLanguage(asked, remembered, accept)).toBe(language);
  });
});
