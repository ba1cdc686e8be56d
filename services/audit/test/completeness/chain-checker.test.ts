import { describe, expect, it } from '@jest/globals';
import { canonicalBytes } from '@simpul/tlog';
import fc from 'fast-check';
import { ChainChecker, GAP_GRACE_MS, LAST_CALL_MS, MAX_FORKS } from '../../src/completeness/chain-checker.ts';
import type { Found } from '../../src/completeness/raise.ts';
import { CLOCK_TOLERANCE_MS, CLOCK_WINDOW_MS } from '../../src/completeness/source-clock.ts';
import { LOG, logOf, sender, START } from './chains.ts';

function setUp() {
  const checker = new ChainChecker();
  const found: Found[] = [];
  const append = logOf((leaf) => void found.push(...checker.take(leaf)));
  const told = () => found.map(({ kind, detail }) => `${kind}: ${detail}`);
  const settle = (at = Infinity) => void found.push(...checker.settle(at));
  return { checker, found, append, told, settle };
}

/** The n-th leaves of a boot, in their order. */
function leavesOf(count: number, node = 'n', boot = 'b'): Uint8Array[] {
  const send = sender(node, boot);
  return Array.from({ length: count }, () => send());
}

const pick = <T>(list: readonly T[], ...places: readonly number[]): T[] => places.flatMap((at) => list[at] ?? []);

describe('a chain', () => {
  it('that is whole raises nothing, however boots are interleaved', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 60 }), (turns) => {
        const { append, told, settle } = setUp();
        const senders = [0, 1, 2, 3, 4].map((at) => sender(`node-${at % 2}`, `boot-${at}`));
        for (const turn of turns) append(senders[turn]?.() ?? new Uint8Array());
        settle();
        expect(told()).toEqual([]);
      }),
    );
  });

  it('has exactly the gaps and forks that were put into it', () => {
    const plan = fc.array(
      fc.record({
        source: fc.integer({ min: 0, max: 2 }),
        fate: fc.constantFrom('kept', 'kept', 'kept', 'dropped', 'repeated', 'late'),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(plan, (steps) => {
        const { append, found, settle } = setUp();
        const senders = [0, 1, 2].map((at) => sender(`node-${at}`, `boot-${at}`));
        const stored = [new Set<number>(), new Set<number>(), new Set<number>()];
        const made = [0, 0, 0];
        const forks: string[] = [];
        const late: (() => void)[] = [];
        for (const { source, fate } of steps) {
          const leaf = senders[source]?.() ?? new Uint8Array();
          const seq = made[source] ?? 0;
          made[source] = seq + 1;
          if (fate === 'dropped') continue;
          stored[source]?.add(seq);
          if (fate === 'late') {
            late.push(() => void append(leaf));
            continue;
          }
          append(leaf);
          if (fate !== 'repeated') continue;
          const again = { ...(JSON.parse(Buffer.from(leaf).toString()) as object), ms: 1 };
          forks.push(String(append(canonicalBytes(again))));
        }
        // What comes late fills the gap that it left, and is no fork.
        for (const appendLate of late) appendLate();
        settle();
        const ranges = found
          .filter(({ kind }) => kind === 'source-gap')
          .flatMap(({ source = '', place }) => {
            const [from = 0, to = 0] = place.split('-').map(Number);
            return Array.from({ length: to - from + 1 }, (_, at) => `${source} ${from + at}`);
          });
        const wanted = stored.flatMap((seqs, at) => {
          const all = Array.from({ length: Math.max(-1, ...seqs) + 1 }, (_, seq) => seq);
          return all.filter((seq) => !seqs.has(seq)).map((seq) => `node-${at}/boot-${at} ${seq}`);
        });
        expect(ranges.toSorted()).toEqual(wanted.toSorted());
        expect(found.filter(({ kind }) => kind === 'source-fork').map(({ place }) => place)).toEqual(forks);
      }),
    );
  });

  it('with a gap is told of with its numbers and the leaf that shows it, after a time of grace', () => {
    const { append, found, settle } = setUp();
    const leaves = leavesOf(9);
    for (const leaf of pick(leaves, 0, 1, 5, 6)) append(leaf);
    settle(START + GAP_GRACE_MS);
    expect(found).toEqual([]);
    settle(START + GAP_GRACE_MS + 1);
    expect(found).toEqual([
      { kind: 'source-gap', log: LOG, index: 2, source: 'n/b', place: '2-4', detail: 'leaves 2 to 4 are missing' },
    ]);
    settle();
    expect(found).toHaveLength(1);
  });

  it('that begins late lacks what was before', () => {
    const { append, told } = setUp();
    append(leavesOf(3)[2] ?? new Uint8Array());
    append(leavesOf(1, 'other')[0] ?? new Uint8Array(), START + GAP_GRACE_MS + 1);
    expect(told()).toEqual(['source-gap: leaves 0 to 1 are missing']);
  });

  it('whose gap closes after it was told of says so', () => {
    const { append, told, settle } = setUp();
    const leaves = leavesOf(4);
    for (const leaf of pick(leaves, 0, 3)) append(leaf);
    settle();
    for (const leaf of pick(leaves, 2, 1)) append(leaf);
    settle();
    expect(told()).toEqual([
      'source-gap: leaves 1 to 2 are missing',
      'source-gap: leaf 2 that was missing came late',
      'source-gap: leaf 1 that was missing came late',
    ]);
  });

  it('is forked by a leaf that follows another than the one before it', () => {
    const { append, told } = setUp();
    const [first = new Uint8Array(), second = new Uint8Array()] = leavesOf(2);
    const other = { ...(JSON.parse(Buffer.from(first).toString()) as object), ms: 7 };
    append(canonicalBytes(other));
    append(second);
    expect(told()).toEqual(['source-fork: leaf 1 does not follow leaf 0']);
  });

  it('is forked by a late leaf that is not the missing one', () => {
    const { append, told } = setUp();
    const leaves = leavesOf(3);
    for (const leaf of pick(leaves, 0, 2)) append(leaf);
    const forged = { ...(JSON.parse(Buffer.from(leaves[1] ?? []).toString()) as object), ms: 7 };
    append(canonicalBytes(forged));
    expect(told()).toEqual(['source-fork: leaf 1 is not the one that was missing']);
  });

  it('that is broken throughout is told of so often and no more', () => {
    const { append, told } = setUp();
    for (let n = 0; n < 2 * MAX_FORKS; n += 1) {
      const src = { node: 'n', boot: 'b', seq: n, prev: 'w4Wq3UbxKXQ3xhk3NnQpJ3XQ0nTqJrN0b5cFz7kq5lE' };
      append(canonicalBytes({ ...(JSON.parse(Buffer.from(sender('n', 'b')()).toString()) as object), src }));
    }
    expect(told()).toHaveLength(MAX_FORKS);
    expect(told().at(-1)).toBe(
      `source-fork: leaf 99 does not follow leaf 98; further forks of this boot are not told of`,
    );
  });

  it('goes on in another checker with what the first one knew', () => {
    const leaves = leavesOf(6);
    const first = setUp();
    for (const leaf of pick(leaves, 0, 2)) first.append(leaf);
    const second = setUp();
    second.checker.restore(JSON.parse(JSON.stringify([...first.checker.sources])));
    for (const leaf of pick(leaves, 3, 5)) second.append(leaf);
    second.settle();
    expect(second.told()).toEqual(['source-gap: leaf 1 is missing', 'source-gap: leaf 4 is missing']);
  });
});

describe('a superseded leaf', () => {
  const id = '01938f00-0000-7000-8000-00000000abcd';

  it('is no gap once its source says so, which is a finding of its own', () => {
    const { append, told, settle } = setUp();
    const send = sender('n', 'b');
    append(send());
    send();
    append(send());
    append(send({ type: 'node.idle', op: `superseded 1 ${id}` }));
    settle();
    expect(told()).toEqual([`superseded: leaf 1 is not in the log: another leaf of exchange ${id} was first`]);
  });

  it('leaves the gap on both its sides', () => {
    const { append, told, settle } = setUp();
    const leaves = leavesOf(4);
    const send = sender('n', 'b');
    for (let i = 0; i < 4; i += 1) send();
    append(leaves[0] ?? new Uint8Array());
    append(send({ type: 'node.idle', op: `superseded 2 ${id}` }));
    settle();
    expect(told().slice(1)).toEqual(['source-gap: leaf 1 is missing', 'source-gap: leaf 3 is missing']);
  });
});

describe('a boot', () => {
  it('takes the place of the one before, which must not go on', () => {
    const { append, told } = setUp();
    const old = sender('n', 'old');
    append(old({ type: 'node.boot' }));
    append(sender('n', 'new')({ type: 'node.boot' }));
    append(old(), START + LAST_CALL_MS);
    append(old(), START + LAST_CALL_MS + 1);
    append(old(), START + LAST_CALL_MS + 2);
    expect(told()).toEqual([`source-fork: the boot goes on although it ended ${LAST_CALL_MS + 1} ms before`]);
  });

  it('must not go on after it said that it ends', () => {
    const { append, told } = setUp();
    const send = sender('n', 'b');
    append(send({ type: 'node.boot' }));
    append(send({ type: 'node.idle', outcome: 'ok' }));
    append(send({ time: START + 60_000 }), START + 60_000);
    expect(told()).toEqual(['source-fork: the boot goes on although it ended 60000 ms before']);
  });

  it('leaves other chains of its node alone, and other nodes', () => {
    const { append, told } = setUp();
    const looks = sender('n', 'looks');
    const other = sender('m', 'b');
    append(looks({ type: 'audit.search' }));
    append(other({ type: 'node.boot' }));
    append(sender('n', 'b')({ type: 'node.boot' }));
    const later = START + 3_600_000;
    append(looks({ type: 'audit.search', time: later }), later);
    append(other({ time: later }), later);
    expect(told()).toEqual([]);
  });
});

describe('exchanges without a leaf', () => {
  it('are told of when their number grows', () => {
    const { append, told } = setUp();
    const send = sender('n', 'b');
    for (const attempts of [undefined, 2, 2, 3, 1, 0, 1]) {
      append(send({ type: 'node.idle', ...(attempts === undefined ? {} : { attempts }) }));
    }
    expect(told()).toEqual(
      [2, 3, 1].map((n) => `intent-open: ${n} exchanges of the source have no leaf a minute after their deadline`),
    );
  });
});

describe('a clock', () => {
  it('that is ahead shows at once, and once', () => {
    const { append, told } = setUp();
    const send = sender('n', 'b');
    append(send({ time: START + CLOCK_TOLERANCE_MS }));
    append(send({ time: START + CLOCK_TOLERANCE_MS + 1 }));
    append(send({ time: START + 2 * CLOCK_TOLERANCE_MS }));
    expect(told()).toEqual([`clock-skew: the clock of the source is ${CLOCK_TOLERANCE_MS + 1} ms too far ahead`]);
  });

  it('is ahead also by the end of a long exchange', () => {
    const { append, told } = setUp();
    append(sender('n', 'b')({ time: START, ms: CLOCK_TOLERANCE_MS + 1 }));
    expect(told()).toHaveLength(1);
  });

  it('that is behind shows when every leaf of five minutes comes late', () => {
    const { append, told } = setUp();
    const send = sender('n', 'b');
    for (let at = START; at <= START + CLOCK_WINDOW_MS; at += 60_000)
      append(send({ time: at - 100_000 - (at % 7) }), at);
    expect(told()).toEqual([
      expect.stringMatching(/^clock-skew: the clock of the source is 10000\d ms too far behind$/),
    ]);
  });

  it('is not accused for leaves that waited while the log did not answer', () => {
    const { append, told } = setUp();
    const send = sender('n', 'b');
    const back = START + 600_000;
    append(send());
    for (let time = START; time < back; time += 10_000) append(send({ time }), back);
    append(send({ time: back + 1 }), back + 1);
    for (let n = 1; n < 9; n += 1) append(send({ type: 'exchange.interrupted' }), back + n * 60_000);
    expect(told()).toEqual([]);
  });
});
