import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '@simpul/testing';
import { append } from './support/append.ts';
import { checkAfter, idsOf } from './support/check-log.ts';
import { canFakeClock, createFakeClock } from './support/fake-clock.ts';
import { readFindings } from './support/findings.ts';
import { createSource, type Source, type WireLeaf } from './support/source.ts';
import { type LogServer, startLogServer } from './support/start-log-server.ts';
import { untilFinding } from './support/until-finding.ts';

/** Longer than the grace of a gap, so that nobody waits for it. */
const AFTER_GRACE = '+15';
/** Longer than a last call of a boot that has ended may be late. */
const AFTER_LAST_CALL = '+60';

(canFakeClock() ? describe : describe.skip)('fault 20: what a source sent and the log did not get', () => {
  const folder = temporaryFolder();
  const clock = createFakeClock(folder.path);
  const acknowledged: string[] = [];
  let server: LogServer;

  beforeAll(async () => {
    server = await startLogServer({ folder: folder.path, env: clock.env });
  });

  afterAll(async () => {
    await server?.kill();
    folder.remove();
  });

  async function send(leaves: readonly WireLeaf[]): Promise<void> {
    const result = await append(server, leaves);
    expect(result).toEqual({ acknowledged: leaves.map(({ id }) => id), superseded: [], code: undefined });
    acknowledged.push(...result.acknowledged);
  }

  /** Where the log has a leaf. */
  async function indexOf(id: string): Promise<number> {
    return idsOf(await checkAfter({ server, folder: folder.path, acknowledged, seen: [] })).indexOf(id);
  }

  /** The last leaf of a source, which says something of its boot. */
  function say(source: Source, content: Readonly<Record<string, unknown>>): WireLeaf {
    const [leaf] = source.next(1);
    if (leaf === undefined) throw new Error('no leaf was made');
    return source.same(leaf.id, content);
  }

  const findingsOf = async (kind: string, { node }: Source): Promise<unknown[]> =>
    (await readFindings(server, kind)).filter(({ source }) => source?.startsWith(`${node}/`));

  it('fault 20: leaves that are dropped on the way show as a gap, with their numbers and where', async () => {
    const source = createSource('gerbang-a');
    const [first, second, , , ...later] = source.next(7);
    await send([first, second, ...later].filter((leaf) => leaf !== undefined));
    clock.set(AFTER_GRACE);
    const found = await untilFinding(server, { kind: 'source-gap', detail: /leaves 2 to 3 are missing/ });
    expect(found).toMatchObject({
      source: `gerbang-a/${source.boot}`,
      index: await indexOf(later[0]?.id ?? ''),
    });
  });

  it('fault 20: a leaf that is only late is no gap, and a gap that was told of is told to be closed', async () => {
    const late = createSource('gerbang-b');
    const [first, second, third] = late.next(3);
    await send([first, third].filter((leaf) => leaf !== undefined));
    await send([second].filter((leaf) => leaf !== undefined));
    const tooLate = createSource('gerbang-c');
    const [alpha, beta, gamma] = tooLate.next(3);
    await send([alpha, gamma].filter((leaf) => leaf !== undefined));
    clock.set('+30');
    await untilFinding(server, { kind: 'source-gap', detail: /leaf 1 is missing/ });
    await send([beta].filter((leaf) => leaf !== undefined));
    await untilFinding(server, { kind: 'source-gap', detail: /leaf 1 that was missing came late/ });
    expect(await findingsOf('source-gap', tooLate)).toHaveLength(2);
    expect(await findingsOf('source-gap', late)).toEqual([]);
  });

  it('fault 20: an old boot that is replayed with other leaves is a fork, and the same leaves again are nothing', async () => {
    const source = createSource('gerbang-d');
    const sent = source.next(4);
    await send(sent);
    await append(server, sent);
    const replayed = createSource('gerbang-d', source.boot).next(2);
    await send(replayed);
    const found = await untilFinding(server, { kind: 'source-fork', detail: /another leaf has the number 1/ });
    expect(found).toMatchObject({
      source: `gerbang-d/${source.boot}`,
      index: await indexOf(replayed[1]?.id ?? ''),
    });
    expect(await findingsOf('source-fork', source)).toHaveLength(replayed.length);
  });

  it('fault 20: a boot that goes on after it ended is a fork', async () => {
    const source = createSource('gerbang-e');
    await send(source.next(2));
    const end = say(source, { type: 'node.idle', outcome: 'ok' });
    await send([end]);
    clock.set(AFTER_LAST_CALL);
    await send(source.next(1));
    const found = await untilFinding(server, { kind: 'source-fork', detail: /the boot goes on although it ended/ });
    expect(found).toMatchObject({ source: `gerbang-e/${source.boot}` });
  });

  it('fault 20: an exchange of which the log has no leaf is told by its node, and becomes a finding', async () => {
    const source = createSource('gerbang-f');
    await send(source.next(1));
    await send([say(source, { type: 'node.idle', attempts: 2 })]);
    const found = await untilFinding(server, { kind: 'intent-open', detail: /2 exchanges of the source have no leaf/ });
    expect(found).toMatchObject({ source: `gerbang-f/${source.boot}` });
  });

  it('fault 20: all of it is told once, also by a log that was killed and reads it anew', async () => {
    const kinds = ['source-gap', 'source-fork', 'intent-open'];
    const told = async () => Promise.all(kinds.map(async (kind) => readFindings(server, kind)));
    const before = await told();
    await server.kill();
    server = await startLogServer({ folder: folder.path, env: clock.env });
    const last = createSource('gerbang-g');
    const [, second] = last.next(2);
    await send([second].filter((leaf) => leaf !== undefined));
    clock.set('+120');
    await untilFinding(server, { kind: 'source-gap', detail: /leaf 0 is missing/ });
    const [gaps = [], ...others] = await told();
    expect([gaps.slice(0, -1), ...others]).toEqual(before);
    await checkAfter({ server, folder: folder.path, acknowledged, seen: [] });
  });
});
