import { describe, expect, it } from '@jest/globals';
import { basename } from 'node:path';
import { read, sources } from './source-tree.ts';

const FOLDER = 'test/security/identity';
/** A rule's number at the beginning of a test's name. */
const NUMBERED = /\bit\(\s*['"`](?<rule>[APT]\.\d+) /g;
const ROW = /^\| (?<rule>[APT]\.\d+) +\| .+? +\| .+? +\| `(?<file>[a-z0-9-]+\.test\.ts)` +\|$/gm;

const tests = sources(FOLDER)
  .filter((file) => file.endsWith('.test.ts'))
  .flatMap((file) => [...read(file).matchAll(NUMBERED)].map(({ groups }) => `${groups?.['rule']} ${basename(file)}`));
const rows = [...read(`${FOLDER}/rules.md`).matchAll(ROW)].map(({ groups }) => groups ?? {});

describe('the rules for client credentials', () => {
  it('have one test each, which is where the table says', () => {
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.map(({ rule, file }) => `${rule} ${file}`).toSorted()).toEqual(tests.toSorted());
  });

  it('are numbered without a gap', () => {
    for (const [area, ofArea = []] of Map.groupBy(rows, ({ rule }) => rule?.split('.')[0])) {
      const numbers = ofArea.map(({ rule }) => Number(rule?.split('.')[1])).toSorted((a, b) => a - b);
      expect([area, numbers]).toEqual([area, numbers.map((_, i) => i + 1)]);
    }
  });
});
