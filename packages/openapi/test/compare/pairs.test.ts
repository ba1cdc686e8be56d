import { describe, expect, it } from '@jest/globals';
import { comparePair, contractOf, readPairs } from './pairs.ts';
import { compareContracts } from '../../src/index.ts';

const PAIRS = readPairs();

describe('the table of pairs of contracts', () => {
  it('has at least sixty pairs, each with a reading that cites its section', () => {
    expect(PAIRS.length).toBeGreaterThanOrEqual(60);
    const cites = /^(?:OAS(?:30)?|JSV|JSC|RFC 9110) [0-9.]+, |^A contract compared with itself/;
    expect(PAIRS.filter(({ reading }) => !cites.test(reading)).map(({ title }) => title)).toEqual([]);
  });

  it.each(PAIRS)('$subject: $title', (pair) => {
    const { breaking, changes } = comparePair(pair);
    const found = changes.map(({ severity, rule }) => `${severity} ${rule}`);
    expect(found.toSorted()).toEqual(pair.changes.toSorted());
    expect(breaking).toBe(pair.changes.some((change) => !change.startsWith('compatible')));
  });

  it.each(PAIRS)('$subject: $title: neither contract differs from itself', (pair) => {
    for (const part of [pair.before, pair.after]) {
      const contract = contractOf(pair, part);
      expect(compareContracts(contract, contract)).toEqual({ breaking: false, changes: [] });
    }
  });
});
