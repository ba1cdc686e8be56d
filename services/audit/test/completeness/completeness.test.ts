import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Finding } from '@simpul/contracts';
import { joinFrames, LEAF_PREFIX, type LogStore, openSqliteLogStore, SIDE_CAR_PREFIX } from '@simpul/store';
import { temporaryFolder } from '@simpul/testing';
import { CompactRange, hashLeaf, insertAt } from '@simpul/tlog';
import { randomUUID } from 'node:crypto';
import { createCompleteness } from '../../src/completeness/completeness.ts';
import { SILENT_MS } from '../../src/completeness/silence-watch.ts';
import { sha256 } from '../../src/domain/sha256.ts';
import { readSourceLeaf } from '../../src/completeness/source-leaf.ts';
import { sender, START } from './chains.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
let place: string;
beforeEach(() => {
  place = `${folder.path}/${randomUUID()}`;
});

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A stored log that takes leaves as they were sent, one batch for each call. */
function stored(name: string) {
  const store: LogStore = openSqliteLogStore({ file: `${place}-${name}.sqlite` });
  const range = new CompactRange(sha256);
  return {
    name,
    store,
    async append(leaves: readonly Uint8Array[], at = START): Promise<void> {
      const first = range.size;
      const prevRoot = range.root();
      const bytes = leaves.map((leaf) => insertAt(leaf, at));
      for (const leaf of bytes) range.append(hashLeaf(sha256, leaf));
      const ids = bytes.map((leaf) => readSourceLeaf(leaf, name, 0)?.leaf.id ?? '');
      const batch = { first, at, ids, prevRoot, root: range.root(), writer: 'w' };
      await store.append({
        ...batch,
        bundle: joinFrames(bytes, LEAF_PREFIX),
        sideCars: joinFrames(
          bytes.map(() => new Uint8Array()),
          SIDE_CAR_PREFIX,
        ),
      });
    },
  };
}

type Stored = ReturnType<typeof stored>;

function checkerOf(logs: readonly Stored[], fail = false) {
  const found: Finding[] = [];
  let uptime = 1;
  const add = async (finding: Finding): Promise<void> => {
    if (fail) throw new Error('not kept');
    found.push(finding);
  };
  const completeness = createCompleteness({
    logs,
    findings: { add },
    stateFile: `${place}.json`,
    logger: quiet,
    now: () => START + 60_000,
    uptime: () => uptime,
  });
  return {
    completeness,
    found,
    told: () => found.map(({ log, index, kind, detail }) => `${log} ${index} ${kind}: ${detail}`),
    pass: async (ms: number) => {
      for (const end = uptime + ms; uptime < end; uptime += 5000) await completeness.check();
    },
  };
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

describe('completeness', () => {
  it('reads the logs in their order, as one: chains go on in the next one', async () => {
    const [one, two] = [stored('one'), stored('two')];
    const send = sender('n', 'b');
    await one.append(numbers(10).map(() => send()));
    await one.append([send()]);
    await two.append([sender('audit', 'x')({ type: 'shard.open' }), send()]);
    send();
    await two.append([send()]);
    const { completeness, told } = checkerOf([one, two]);
    await completeness.check();
    expect(told()).toEqual(['two 2 source-gap: leaf 12 is missing']);
    await one.store.close();
    await two.store.close();
  });

  it('takes a log that is added later', async () => {
    const [one, two] = [stored('one'), stored('two')];
    const send = sender('n', 'b');
    await one.append([send()]);
    const { completeness, told } = checkerOf([one]);
    await completeness.check();
    await one.append([send()]);
    await two.append([send()]);
    completeness.add(two);
    await completeness.check();
    expect(told()).toEqual([]);
    await one.store.close();
    await two.store.close();
  });

  it('goes on at its next start where it was, and raises nothing twice', async () => {
    const log = stored('log');
    const send = sender('n', 'b');
    await log.append([send()]);
    send();
    await log.append([send()]);
    const first = checkerOf([log]);
    await first.completeness.check();
    await first.completeness.stop();
    send();
    await log.append([send()]);
    const second = checkerOf([log]);
    await second.completeness.check();
    expect(second.told()).toEqual(['log 2 source-gap: leaf 3 is missing']);
    await second.completeness.stop();
    await log.store.close();
  });

  it('finds again what was not kept, under the same id', async () => {
    const log = stored('log');
    const send = sender('n', 'b');
    send();
    await log.append([send()]);
    const failing = checkerOf([log], true);
    await expect(failing.completeness.check()).rejects.toThrow('not kept');
    const [first, second] = [checkerOf([log]), checkerOf([log])];
    await first.completeness.check();
    await second.completeness.check();
    expect(first.found).toHaveLength(1);
    expect(first.found).toEqual(second.found);
    await log.store.close();
  });

  it('tells of a source that falls silent, once, and again when that happens again', async () => {
    const log = stored('log');
    const send = sender('n', 'b');
    await log.append([send({ type: 'node.boot' })]);
    const { pass, told } = checkerOf([log]);
    await pass(2 * SILENT_MS);
    expect(told()).toEqual([expect.stringContaining('log undefined source-silent')]);
    await log.append([send()]);
    await pass(2 * SILENT_MS);
    expect(told()).toHaveLength(2);
    await log.append([send({ type: 'node.idle', outcome: 'ok' })]);
    await pass(2 * SILENT_MS);
    expect(told()).toHaveLength(2);
    await log.store.close();
  });

  it('does not wait for ever where the clock of the log stands still', async () => {
    const log = stored('log');
    const send = sender('n', 'b');
    send();
    await log.append([send({ time: START + 86_400_000 })], START + 86_400_000);
    const { pass, told } = checkerOf([log]);
    await pass(5000);
    expect(told()).toEqual([]);
    await pass(20_000);
    expect(told()).toEqual(['log 0 source-gap: leaf 0 is missing']);
    await log.store.close();
  });
});
