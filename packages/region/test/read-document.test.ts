import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readDocument } from '../src/read-document.ts';
import { unmark } from './marked-region.ts';

const REFUSED = [
  ['an anchor', 'a: §&one 1\n', 'expected no anchor (&name)'],
  ['an alias', 'a: 1\nb: §*one\n', 'expected no alias (*name): write the value out'],
  ['a merge key', 'a:\n  §<<: { b: 1 }\n', 'expected no merge key (<<): write the members out'],
  ['a tag', 'a: §!!str 1\n', 'expected no tag (!!str)'],
  ['a tag of its own', 'a: §!secret x\n', 'expected no tag (!secret)'],
  ['a tag on a map', 'a: §!!map\n  b: 1\n', 'expected no tag (!!map)'],
  ['a key that stands twice', 'a: 1\nb: 2\n§a: 3\n', 'expected each key once'],
  ['a key that is a map', '? §{ a: 1 }\n: 2\n', 'expected a plain key'],
  ['a key that is not there', 'a:\n  §: 1\n', undefined],
  ['a second document', 'a: 1\n§---\nb: 2\n', 'expected one document'],
  ['a directive', '§%YAML 1.1\n---\na: 1\n', 'expected no directive (%YAML, %TAG)'],
  ['a directive of tags', '§%TAG !e! tag:example,2026:\n---\na: 1\n', 'expected no directive (%YAML, %TAG)'],
  ['a tab as indentation', 'a:\n§\tb: 1\n', undefined],
  ['an open quote', "a: 'x\n§", undefined],
] as const;

describe('readDocument', () => {
  it.each(REFUSED)('refuses %s at its place', (_, marked, message) => {
    const { text, marks } = unmark(marked);
    const result = readDocument(text, 'f');
    const findings = 'findings' in result ? result.findings : [];
    expect(findings.map(({ line, column }) => ({ line, column }))).toContainEqual(marks[0]);
    if (message !== undefined) expect(findings.map((finding) => finding.message)).toContain(message);
  });

  it('refuses nesting of more than 32 levels, however deep', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    expect(readDocument(nested(32), 'f')).toHaveProperty('data');
    for (const levels of [33, 100_000]) expect(readDocument(nested(levels), 'f')).toHaveProperty('findings');
  });

  it('takes dates and versions as texts, and no YAML 1.1 words as truth values', () => {
    const result = readDocument('day: 2026-01-01\nversion: 1.2.0\nanswer: no\n__proto__: { x: 1 }\n', 'f');
    const data = 'data' in result ? result.data : undefined;
    expect(data).toMatchObject({ day: '2026-01-01', version: '1.2.0', answer: 'no' });
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
  });

  it('reads what JSON writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        const result = readDocument(JSON.stringify(value, undefined, indent), 'f');
        // `<<` is a merge key and keys of `__proto__` lose their meaning in literals; both are covered elsewhere.
        if (JSON.stringify(value).includes('"<<"') || JSON.stringify(value).includes('__proto__')) return;
        expect(result).toHaveProperty('data', JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
