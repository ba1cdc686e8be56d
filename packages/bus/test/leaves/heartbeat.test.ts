import { describe, expect, it } from '@jest/globals';
import { RECORD, SimpulError } from '@simpul/errors';
import { createLogger } from '@simpul/telemetry';
import { createHeartbeat } from '../../src/leaves/heartbeat.ts';
import { IDLE_MS } from '../../src/leaves/limits.ts';
import type { RenderLeaf } from '../../src/leaves/recorder.ts';

const silent = createLogger({ level: 'silent' });

function setUp({ isAvailable = true } = {}) {
  let now = 0;
  let givenAt = 0;
  let overdue = 0;
  const sent: object[] = [];
  const recorder = {
    async record(id: string, render: RenderLeaf) {
      givenAt = now;
      const { id: own, src: _, v: __, time: ___, ...leaf } = JSON.parse(render({ node: 'n', boot: 'b', seq: 0 }));
      expect(own).toBe(id);
      sent.push(leaf);
      if (!isAvailable) throw new SimpulError(RECORD.UNAVAILABLE);
      return 'stored' as const;
    },
    idleFor: () => now - givenAt,
    available: () => isAvailable,
  };
  const heartbeat = createHeartbeat({ recorder, overdue: async () => overdue, logger: silent, uptime: () => now });
  return {
    heartbeat,
    sent,
    /** Looks every five seconds, as the exchange does. */
    pass: async (ms: number, { isBusy = false } = {}): Promise<void> => {
      for (const end = now + ms; now < end;) {
        now += 5000;
        if (isBusy) givenAt = now;
        await heartbeat.beat();
      }
    },
    setOverdue: (count: number) => (overdue = count),
  };
}

describe('a node', () => {
  it('says that it begins, and that it ends', () => {
    const { heartbeat, sent } = setUp();
    heartbeat.begin();
    heartbeat.end();
    expect(sent).toEqual([{ type: 'node.boot' }, { type: 'node.idle', outcome: 'ok' }]);
  });

  it('says once a minute that it is there, while it sends nothing else', async () => {
    const { sent, pass } = setUp();
    await pass(IDLE_MS - 5000);
    expect(sent).toEqual([]);
    await pass(4 * IDLE_MS);
    expect(sent).toEqual(Array.from({ length: 4 }, () => ({ type: 'node.idle' })));
  });

  it('that sends other leaves says nothing', async () => {
    const { sent, pass } = setUp();
    await pass(5 * IDLE_MS, { isBusy: true });
    expect(sent).toEqual([]);
  });

  it('tells how many exchanges have no leaf, also when it is busy, and when there are none any more', async () => {
    const { sent, pass, setOverdue } = setUp();
    setOverdue(3);
    await pass(2 * IDLE_MS, { isBusy: true });
    setOverdue(0);
    await pass(3 * IDLE_MS, { isBusy: true });
    expect(sent).toEqual([
      { type: 'node.idle', attempts: 3 },
      { type: 'node.idle', attempts: 3 },
      { type: 'node.idle' },
    ]);
  });

  it('says nothing while the log does not answer, and does not fail when it begins then', async () => {
    const { heartbeat, sent, pass } = setUp({ isAvailable: false });
    heartbeat.begin();
    await pass(5 * IDLE_MS);
    expect(sent).toEqual([{ type: 'node.boot' }]);
  });
});
