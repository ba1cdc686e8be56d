import { expect, it } from '@jest/globals';
import { REGISTRY } from '@simpul/errors';
import { readExpected } from '../../../src/routes/registry/read-expected.ts';

const tags = (count: number): string => Array.from({ length: count }, (_, i) => `"${i + 1}"`).join(', ');

// RFC 9110, 13.1.1 and 13.1.2.
it.each<[Record<string, string>, unknown]>([
  [{ 'if-none-match': '*' }, 'absent'],
  [{ 'if-match': '*' }, 'present'],
  [{ 'if-match': '"7"' }, [7]],
  [{ 'if-match': '"7" , "9"' }, [7, 9]],
  [{ 'if-match': '"7", W/"8"' }, [7]],
])('reads %j', (headers, expected) => {
  expect(readExpected(headers, 'member', 'GOV/A')).toEqual(expected);
});

it.each([
  [{}, REGISTRY.PRECONDITION_MISSING],
  [{ 'if-none-match': '"7"' }, REGISTRY.PRECONDITION_MISSING],
  [{ 'if-match': 'W/"7"' }, REGISTRY.PRECONDITION_FAILED],
  [{ 'if-match': tags(17) }, REGISTRY.PRECONDITION_FAILED],
])('refuses %j', (headers, error) => {
  expect(() => readExpected(headers, 'member', 'GOV/A')).toThrow(expect.objectContaining({ code: error.code }));
});
