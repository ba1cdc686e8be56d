import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rawCall, temporaryFolder } from '@simpul/testing';
import { formatAddCheckpoint } from '@simpul/tlog';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import { append } from './support/append.ts';
import { checkAfter } from './support/check-log.ts';
import type { Running } from './support/cli-process.ts';
import { FORGERIES, UNCOVERED_EXTENSION } from './support/forgeries.ts';
import { type ForgingDoor, openForgingDoor } from './support/forging-door.ts';
import { createWitness, mirroredSize, watchedCheckpoints, type Witness } from './support/outsiders.ts';
import { logAt, untilSigned, type VerifiableLog } from './support/published-log.ts';
import { simpul } from './support/simpul-command.ts';
import { createSource } from './support/source.ts';
import { type LogServer, startLogServer } from './support/start-log-server.ts';

const LEAVES = 20;
const VERIFICATION = 6;

describe('fault 19: forged checkpoints', () => {
  const folder = temporaryFolder();
  const copy = join(folder.path, 'copy');
  const state = join(folder.path, 'watched');
  const source = createSource('gerbang');
  const acknowledged: string[] = [];
  let server: LogServer;
  let door: ForgingDoor;
  let log: VerifiableLog;
  let witness: Witness;
  let witnessing: Running;
  let note: string;

  beforeAll(async () => {
    server = await startLogServer({ folder: folder.path });
    door = await openForgingDoor(server);
    log = await logAt(door.url);
    await grow();
    witness = await createWitness(join(folder.path, 'witness'), log.vkeys);
    witnessing = await witness.start();
    note = await (await request(`${log.url}/checkpoint`)).body.text();
  });

  afterAll(async () => {
    witnessing?.signal('SIGKILL');
    await server?.kill();
    await door?.stop();
    folder.remove();
  });

  async function grow(): Promise<void> {
    acknowledged.push(...(await append(server, source.next(LEAVES))).acknowledged);
    await untilSigned(log, acknowledged.length);
  }

  /** Each reader of the log, and how it ends. */
  const readers = async (): Promise<Record<string, number | null>> => {
    const watched = ['--state', state, '--once', '--log', log.url];
    const ends = await Promise.all([
      simpul('audit', 'verify', log.url, ...log.keys),
      simpul('audit', 'mirror', copy, '--log', log.url, ...log.keys),
      simpul('audit', 'watch', ...watched, ...log.keys),
    ]);
    return Object.fromEntries(['verify', 'mirror', 'watch'].map((name, at) => [name, ends[at]?.code ?? null]));
  };
  const kept = () => ({
    mirrored: readFileSync(join(copy, 'checkpoint'), 'utf8'),
    watched: watchedCheckpoints(state),
  });

  const submit = (checkpoint: string) =>
    rawCall(witness.url, '/add-checkpoint', {
      method: 'POST',
      body: formatAddCheckpoint({ oldSize: 0, proof: [], note: checkpoint }),
    });

  it('fault 19: the true one is accepted by whoever reads the log', async () => {
    expect(await readers()).toEqual({ verify: 0, mirror: 0, watch: 0 });
    expect([mirroredSize(copy), watchedCheckpoints(state).length]).toEqual([acknowledged.length, 1]);
  });

  it.each([...FORGERIES, UNCOVERED_EXTENSION])(
    'fault 19: one with $what is refused by whoever reads the log, and changes nothing there',
    async ({ forge }) => {
      const before = kept();
      const forged = await forge(note, log.vkeys);
      expect(Buffer.from(note).equals(forged)).toBe(false);
      door.show(forged);
      expect(await readers()).toEqual({ verify: VERIFICATION, mirror: VERIFICATION, watch: VERIFICATION });
      expect(kept()).toEqual(before);
      door.show(undefined);
    },
  );

  it.each(FORGERIES)('fault 19: one with $what is refused by a witness', async ({ forge }) => {
    const { status } = await submit(Buffer.from(await forge(note, log.vkeys)).toString());
    expect([400, 403, 404]).toContain(status);
  });

  it('fault 19: after all of them the true one is still accepted, and the log goes on', async () => {
    expect(await submit(note)).toMatchObject({ status: 200 });
    const before = kept().watched;
    await grow();
    expect(await readers()).toEqual({ verify: 0, mirror: 0, watch: 0 });
    await checkAfter({ server, folder: folder.path, acknowledged, seen: [...before, ...watchedCheckpoints(state)] });
  });
});
