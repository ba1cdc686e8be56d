import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openSqliteLogStore } from '@simpul/store';
import { withoutAt } from '@simpul/tlog';
import { LogOpener } from '../../src/places/log-opener.ts';
import { filePlace, type LogPlace } from '../../src/places/log-place.ts';
import { openEarlierLogs } from '../../src/shards/earlier-logs.ts';
import { Sequencer } from '../../src/workers/sequencer.ts';
import { newFolder, removeFolder } from '../audit-under-test.ts';
import { sampleId, sent } from '../sample-leaves.ts';

const opener = new LogOpener();
let folder: string;
beforeEach(async () => {
  folder = await newFolder();
});
afterEach(() => removeFolder(folder));

/** A closed log with the sample leaves of these numbers. */
async function closedLog(name: string, numbers: readonly number[]): Promise<LogPlace> {
  const file = join(folder, `${name}.sqlite`);
  const store = openSqliteLogStore({ file });
  const sequencer = await Sequencer.open({ store, writer: 'a', now: Date.now, onFailure: () => undefined });
  if (numbers.length > 0) await sequencer.append(numbers.map((n) => sent(n)));
  await sequencer.finish();
  await store.close();
  return filePlace(file);
}

describe('earlier logs', () => {
  it('give what they hold as it was sent, whichever holds it', async () => {
    const earlier = await openEarlierLogs(opener, [await closedLog('b', [3, 5]), await closedLog('a', [1, 2])]);
    const found = await earlier.find([1, 2, 3, 4, 5, 6].map(sampleId));
    expect([...found.keys()].toSorted()).toEqual([1, 2, 3, 5].map(sampleId));
    for (const n of [1, 2, 3, 5]) {
      expect(Buffer.from(withoutAt(found.get(sampleId(n)) ?? new Uint8Array()))).toEqual(Buffer.from(sent(n).leaf));
    }
    await earlier.close();
  });

  it('are none where there are none, or empty ones', async () => {
    for (const places of [[], [await closedLog('empty', [])]]) {
      const earlier = await openEarlierLogs(opener, places);
      expect(await earlier.find([sampleId(0), 'not-a-uuid'])).toEqual(new Map());
      await earlier.close();
    }
  });
});
