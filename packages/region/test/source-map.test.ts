import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readDocument } from '../src/read-document.ts';
import type { DataPath } from '../src/source-map.ts';

describe('SourceMap', () => {
  it('finds every value where it stands', () => {
    const key = fc.stringMatching(/^[a-z]{1,8}$/);
    const tree = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 4 }, fc.integer(), fc.array(tie('value')), fc.dictionary(key, tie('value'))),
    })).value;
    fc.assert(
      fc.property(tree, fc.constantFrom(undefined, 3), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const document = readDocument(text, 'f');
        if (!('data' in document)) throw new Error('unreadable');
        for (const [path, part] of parts(value, [])) {
          const { line, column } = document.source.at(path, '');
          const rest = text
            .split('\n')
            .slice(line - 1)
            .join('\n')
            .slice(column - 1);
          expect(rest.startsWith(JSON.stringify(part, undefined, indent).slice(0, 1))).toBe(true);
          if (typeof part === 'number') expect(Number.parseInt(rest, 10)).toBe(part);
        }
      }),
    );
  });

  it('answers with the nearest part for what does not exist', () => {
    const document = readDocument('a:\n  b: 1\n', 'f');
    if (!('data' in document)) throw new Error('unreadable');
    expect(document.source.at(['a', 'c', 'd'], 'm')).toEqual({ file: 'f', line: 2, column: 3, message: 'm' });
    expect(document.source.atKey(['a'], 'm')).toMatchObject({ line: 1, column: 1 });
  });
});

function* parts(value: unknown, path: DataPath): Iterable<[DataPath, unknown]> {
  yield [path, value];
  if (typeof value !== 'object' || value === null) return;
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  for (const [key, part] of entries) yield* parts(part, [...path, key]);
}
