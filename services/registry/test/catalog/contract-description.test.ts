import { describe, expect, it } from '@jest/globals';
import { descriptionOf } from '../../src/catalog/contract-description.ts';

describe('the description of a contract', () => {
  it.each([
    ['YAML', 'openapi: 3.1.0\ninfo:\n  title: t\n  description: Izin usaha\npaths: {}\n', 'Izin usaha'],
    ['a folded text', 'info:\n  description: >-\n    satu\n    dua\n  version: 1\npaths: {}\n', 'satu dua'],
    ['Windows line ends', 'openapi: 3.1.0\r\ninfo:\r\n  description: d\r\npaths: {}\r\n', 'd'],
    ['an info that ends the file', 'openapi: 3.1.0\ninfo:\n  description: d', 'd'],
    ['JSON', '{"openapi":"3.1.0","info":{"description":"d"},"paths":{}}', 'd'],
    ['no description', 'openapi: 3.1.0\ninfo:\n  title: t\npaths: {}\n', undefined],
    ['an empty one', 'info:\n  description: "  "\npaths: {}\n', undefined],
    ['one that is no text', 'info:\n  description: [a]\npaths: {}\n', undefined],
    ['an alias', 'info:\n  description: *a\npaths: {}\n', undefined],
    ['broken JSON', '{"info":', undefined],
    ['another document', 'hello', undefined],
  ])('with %s', (_, text, description) => {
    expect(descriptionOf({ text })).toBe(description);
  });

  it('is cut where it is a book', () => {
    expect(descriptionOf({ text: JSON.stringify({ info: { description: 'a'.repeat(5000) } }) })).toHaveLength(2000);
  });
});
