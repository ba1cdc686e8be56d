import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '@simpul/testing';
import { parseNote } from '@simpul/tlog';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import type { Seen } from '../support/download-log.ts';
import { until } from '../support/until.ts';
import { append } from './support/append.ts';
import { checkAfter } from './support/check-log.ts';
import type { Running } from './support/cli-process.ts';
import { canFakeClock, createFakeClock } from './support/fake-clock.ts';
import { readFindings } from './support/findings.ts';
import { type Lie, type LyingDoor, openLyingDoor } from './support/lying-door.ts';
import { createWitness, seenIn, type Witness } from './support/outsiders.ts';
import { logAt, type VerifiableLog } from './support/published-log.ts';
import { createSource } from './support/source.ts';
import { type LogServer, startLogServer } from './support/start-log-server.ts';

const WAIT_MS = 60_000;
const SIZE_TYPE = 'text/x.tlog.size';

/** Each lie, and what the log says of it. */
const LIES: readonly { readonly what: string; readonly lie: (body: string) => Lie; readonly said: RegExp }[] = [
  {
    what: 'names fewer leaves than it cosigned',
    lie: () => ({ status: 409, body: '1\n', type: SIZE_TYPE }),
    said: /it names 1 leaves as the last that it cosigned, but it cosigned \d+ leaves/,
  },
  {
    what: 'names more leaves than there are',
    lie: () => ({ status: 409, body: '123456\n', type: SIZE_TYPE }),
    said: /it knows 123456 leaves of this log, which signed \d+ leaves/,
  },
  {
    what: 'says that history was rewritten',
    lie: () => ({ status: 422, body: 'bad consistency proof\n' }),
    said: /it knows another history of this log, or does not tell the truth/,
  },
  {
    what: 'signs something else',
    lie: (body) => ({ status: 200, body: alteredLines(body) }),
    said: /it signs with no key that the policy names/,
  },
  { what: 'fails', lie: () => ({ status: 500, body: 'internal error\n' }), said: /it answers 500/ },
  { what: 'does not answer', lie: () => 'silence', said: /it does not answer in time/ },
];

/** The log's own signature lines, as if they were cosignatures. */
function alteredLines(body: string): string {
  return body.slice(body.lastIndexOf('\n\n') + 2);
}

(canFakeClock() ? describe : describe.skip)('fault 21: witnesses that are down, slow or lie', () => {
  const folder = temporaryFolder();
  const clock = createFakeClock(folder.path);
  const source = createSource('gerbang');
  const acknowledged: string[] = [];
  const seen: Seen[] = [];
  const witnesses: Witness[] = [];
  const running: Running[] = [];
  let server: LogServer;
  let log: VerifiableLog;
  let door: LyingDoor;
  const policyFile = join(folder.path, 'witnesses');

  beforeAll(async () => {
    const first = await startLogServer({ folder: folder.path });
    const { vkeys } = await logAt(first.url);
    await first.stop();
    for (const name of ['kementerian', 'universitas', 'pendusta'])
      witnesses.push(await createWitness(join(folder.path, name), vkeys, name));
    for (const witness of witnesses) running.push(await witness.start());
    const [, , liar] = witnesses;
    door = await openLyingDoor({ url: liar?.url ?? '' });
    const lines = witnesses.map(({ policyLine, url }) => policyLine.replace(url, url === liar?.url ? door.url : url));
    writeFileSync(policyFile, [...lines, 'group two 2 kementerian universitas pendusta', 'quorum two', ''].join('\n'));
    server = await startLogServer({ folder: folder.path, policyFile, env: clock.env });
    log = await logAt(server.url);
  });

  afterAll(async () => {
    for (const each of running) each.signal('SIGKILL');
    await server?.kill();
    await door?.stop();
    folder.remove();
  });

  const noteAt = async (name: string): Promise<string> => (await request(`${log.url}/${name}`)).body.text();

  async function grow(): Promise<void> {
    const { acknowledged: ids, code } = await append(server, source.next(2));
    expect(code).toBeUndefined();
    acknowledged.push(...ids);
  }

  /** @returns who signed the checkpoint of all leaves, once it is published */
  async function published(): Promise<string[]> {
    const note = await until('a checkpoint over all leaves', WAIT_MS, async () => {
      const found = await noteAt('checkpoint');
      return seenIn(found).size >= acknowledged.length ? found : undefined;
    });
    seen.push(seenIn(note));
    return parseNote(note).signatures.map(({ name }) => name);
  }

  /** Appends, and makes sure that it is signed and stays unpublished. */
  async function staysUnpublished(): Promise<void> {
    const before = await noteAt('checkpoint');
    await grow();
    await until('a signed checkpoint over all leaves', WAIT_MS, async () => {
      const { size } = seenIn(await noteAt('checkpoint.unwitnessed'));
      return size >= acknowledged.length ? true : undefined;
    });
    const asked = door.asked();
    // It is brought again and again; after two more times nothing of the first is open.
    await until('two more attempts', WAIT_MS, async () => (door.asked() >= asked + 2 ? true : undefined));
    expect(await noteAt('checkpoint')).toBe(before);
    seen.push(seenIn(await noteAt('checkpoint.unwitnessed')));
  }

  it('fault 21: with all of them the log is published with their cosignatures', async () => {
    await grow();
    expect(await published()).toEqual(expect.arrayContaining(['kementerian', 'universitas']));
  });

  it('fault 21: one that is killed is not missed as long as the others make the quorum', async () => {
    running[0]?.signal('SIGKILL');
    await running[0]?.ended;
    await grow();
    const signers = await published();
    expect(signers).toEqual(expect.arrayContaining(['universitas', 'pendusta']));
    expect(signers).not.toContain('kementerian');
  });

  it('fault 21: with one killed and one stopped nothing is published; appends go on, and once it goes on, all of it is', async () => {
    running[1]?.signal('SIGSTOP');
    await staysUnpublished();
    await staysUnpublished();
    running[1]?.signal('SIGCONT');
    expect(await published()).toEqual(expect.arrayContaining(['universitas', 'pendusta']));
  });

  it.each(LIES)('fault 21: one that $what does not count, and takes nothing back', async ({ lie, said }) => {
    door.tell(lie);
    await staysUnpublished();
    const lines = server
      .stderr()
      .split('\n')
      .filter((line) => line.includes('"witness":"pendusta"'));
    expect(lines.filter((line) => said.test(line))).not.toEqual([]);
    door.tell(undefined);
    expect(await published()).toContain('pendusta');
  });

  it('fault 21: a quorum that is missing for a minute is a finding, and an alert', async () => {
    door.tell(() => 'silence');
    await staysUnpublished();
    clock.set('+90');
    await until('the alert', WAIT_MS, async () =>
      server.stderr().includes('"alert":"witness-quorum"') ? true : undefined,
    );
    const [found, ...others] = await until('the finding', WAIT_MS, async () => {
      const findings = await readFindings(server, 'witness-quorum');
      return findings.length > 0 ? findings : undefined;
    });
    expect(others).toEqual([]);
    expect(found?.log).toBe(log.name);
    expect(found?.detail).toMatch(
      /^no checkpoint since that of \d+ leaves has the quorum .*pendusta: it does not answer/,
    );
  });

  it('fault 21: a liar is not missed once the others are back, also over a restart of the log, and nothing was rolled back', async () => {
    door.tell(() => ({ status: 409, body: '1\n', type: SIZE_TYPE }));
    const [first] = witnesses;
    if (first !== undefined) running[0] = await first.start();
    await grow();
    expect(await published()).toEqual(expect.arrayContaining(['kementerian', 'universitas']));
    await server.kill();
    server = await startLogServer({ folder: folder.path, policyFile, port: server.port, env: clock.env });
    await grow();
    const signers = await published();
    expect(signers).toEqual(expect.arrayContaining(['kementerian', 'universitas']));
    expect(signers).not.toContain('pendusta');
    const sizes = seen.map(({ size }) => size);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    await checkAfter({ server, folder: folder.path, acknowledged, seen });
  });
});
