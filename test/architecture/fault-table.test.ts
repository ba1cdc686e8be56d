import { describe, expect, it } from '@jest/globals';
import { basename } from 'node:path';
import { read, sources } from './source-tree.ts';

const FOLDER = 'test/fault/audit';
const FAULTS = 28;
/** What stands in the last cell of a fault that has no test yet. */
const WAITS = /^waits for /;

interface Row {
  readonly no: number;
  /** `file: name of the test` of each test. */
  readonly tests: readonly string[];
}

/** Rows `| no | fault | what must hold | tests |` of the table, whose tests stand in one cell. */
const rows: Row[] = [...read(`${FOLDER}/faults.md`).matchAll(/^\| *(\d+) *\|.*\|(.*)\|$/gm)].map(
  ([, no = '', cell = '']) => ({ no: Number(no), tests: cell.split('<br>').map((test) => test.trim()) }),
);

/** The tests that name a fault, as the suites write them. */
const written: Row[] = Object.entries(
  Object.groupBy(
    sources(FOLDER)
      .filter((file) => file.endsWith('.test.ts'))
      .flatMap(testsOf),
    ({ no }) => no,
  ),
).map(([no, tests = []]) => ({ no: Number(no), tests: tests.map(({ test }) => test) }));

function testsOf(file: string): { no: number; test: string }[] {
  const names = [...read(file).matchAll(/['"`](fault (\d+): [^'"`\n]+)['"`]/g)];
  return names.map(([, name = '', no = '']) => ({ no: Number(no), test: `${basename(file)}: ${name.trim()}` }));
}

describe('the table of faults of the log', () => {
  it('has a row for each fault, in order', () => {
    expect(rows.map(({ no }) => no)).toEqual(Array.from({ length: FAULTS }, (_, i) => i + 1));
  });

  it.each(rows)('row $no names the tests of its fault, all of them and no other, or what it waits for', (row) => {
    const named = row.tests.filter((test) => !WAITS.test(test));
    const tests = written.filter(({ no }) => no === row.no).flatMap((found) => found.tests);
    expect(named.toSorted()).toEqual(tests.toSorted());
    expect(row.tests.filter((test) => test !== '')).not.toEqual([]);
  });
});
