import { describe, expect, it } from '@jest/globals';
import { createLogger } from '@simpul/telemetry';
import { createLeafWriter } from '../../src/leaves/leaf-writer.ts';
import { read, stubAudit } from './audit-stub.ts';

const silent = createLogger({ level: 'silent' });

function setUp() {
  const { client, calls } = stubAudit();
  const writer = createLeafWriter({ client, node: 'n.registry', logger: silent });
  return { writer, calls };
}

describe('a writer of leaves', () => {
  it('answers with the id of its leaf once the log holds it', async () => {
    const { writer, calls } = setUp();
    const written = writer.write({ type: 'key.added', actor: 'a' }, { actor: 'beside' });
    const [leaf] = calls[0]?.leaves ?? [];
    expect(read(leaf?.leaf ?? new Uint8Array())).toMatchObject({
      v: 1,
      type: 'key.added',
      actor: 'a',
      src: { node: 'n.registry', seq: 0 },
    });
    expect(JSON.parse(Buffer.from(leaf?.sideCar ?? []).toString())).toEqual({ actor: 'beside' });
    calls[0]?.answer();
    expect(await written).toBe(leaf?.id);
  });

  it('says that its node is there, and that it ends', async () => {
    const { writer, calls } = setUp();
    writer.start();
    calls[0]?.answer();
    const stopped = writer.stop();
    await Promise.resolve();
    const answer = setInterval(() => calls.forEach((call) => call.answer()), 1);
    await stopped;
    clearInterval(answer);
    const sent = calls.flatMap(({ leaves }) => leaves.map(({ leaf }) => read(leaf)));
    expect(sent).toMatchObject([{ type: 'node.boot' }, { type: 'node.idle', outcome: 'ok' }]);
  });
});
