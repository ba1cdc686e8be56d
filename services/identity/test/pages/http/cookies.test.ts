import { describe, expect, it } from '@jest/globals';
import { readCookies, writeCookie } from '../../../src/pages/http/cookies.ts';

describe('cookies', () => {
  it('are read by name, with whatever stands in their values', () => {
    expect(Object.fromEntries(readCookies('a=1; b=x=y;c='))).toEqual({ a: '1', b: 'x=y', c: '' });
  });

  it('that come twice do not count, since one of them may be another site’s', () => {
    expect(readCookies('a=1; a=2; b=3').get('a')).toBeUndefined();
    expect(readCookies('a=1; a=2; a=3; b=3').get('a')).toBeUndefined();
    expect(readCookies('a=1; a=2; b=3').get('b')).toBe('3');
  });

  it('are for this host alone, out of reach of scripts and other sites', () => {
    expect(writeCookie('n', 'v')).toBe('n=v; Path=/; Secure; HttpOnly; SameSite=Strict');
    expect(writeCookie('n', '', 0)).toMatch(/; Max-Age=0$/);
  });
});
