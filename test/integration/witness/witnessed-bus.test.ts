import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parseNote, parsePolicy } from '@simpul/tlog';
import { copySandboxRegion, type LaunchedSimpul, launchSimpul, oneProcessOnly, temporaryFolder } from '@simpul/testing';
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import { runUp } from '../lifecycle/run-up.ts';
import { writeSmallRegion } from '../lifecycle/small-region.ts';
import { eventually as lookAgain } from '../sandbox/eventually.ts';
import { checkpointSize, logAddress, readPublicLog } from '../sandbox/public-log.ts';
import { startWitnessProcess, type WitnessProcess } from './witness-process.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(120_000);

const inOneProcess = oneProcessOnly('an old copy of the log, which lies in the data folder') ? describe : describe.skip;
const folder = temporaryFolder();
const data = join(folder.path, 'data');
const policyFile = join(folder.path, 'witnesses');
const args = ['--witness-policy', policyFile];
const witnessData = join(folder.path, 'witness');
let region: string;
let port: number;
let vkeys: string[];
let bus: LaunchedSimpul | undefined;
let witness: WitnessProcess;

const start = async (): Promise<LaunchedSimpul> => (bus = await launchSimpul({ region, data, port, args }));
const startWitness = () => startWitnessProcess({ data: witnessData, vkeys, port: witness?.port ?? 0 });

beforeAll(async () => {
  region = copySandboxRegion(join(folder.path, 'region'), { standIns: 'http://127.0.0.1:9' });
  const first = await launchSimpul({ region, data });
  ({ port } = first);
  const answer = await request(`${first.url}/audit/v1/verification`);
  const { logs } = (await answer.body.json()) as { logs: { verifierKeys: string[] }[] };
  vkeys = logs[0]?.verifierKeys ?? [];
  await first.stop();
  witness = await startWitness();
  writeFileSync(policyFile, `${witness.policyLine}quorum ${witness.name}\n`);
});
afterAll(async () => {
  await bus?.kill();
  await witness?.kill();
  folder.remove();
});

/** Milliseconds until a checkpoint must be there: a witness that was away is asked again each second. */
const PATIENCE_MS = 30_000;
const eventually = <T>(look: () => Promise<T | undefined>): Promise<T> => lookAgain(look, PATIENCE_MS);

/** Looks at records, which leaves a leaf. */
async function leaveLeaf(url: string): Promise<void> {
  const headers = { 'x-road-client': 'ID-LA/GOV/18-DISKOMINFO/monitor-uji' };
  const answer = await request(`${url}/audit/v1/records`, { headers });
  expect([answer.statusCode, await answer.body.text()]).toEqual([200, expect.stringContaining('indexedTo')]);
}

async function noteAt(address: string, name = 'checkpoint'): Promise<string> {
  return (await request(`${address}/${name}`)).body.text();
}

const sizeOf = (note: string): number => Number(note.split('\n')[1]);
const signersOf = (note: string): string[] => parseNote(note).signatures.map(({ name }) => name);

/** Leaves a leaf and waits until the published checkpoint covers it. @returns its size */
async function grow({ url }: LaunchedSimpul): Promise<number> {
  const address = await logAddress(url);
  const before = await checkpointSize(address);
  await leaveLeaf(url);
  return eventually(async () => {
    const size = await checkpointSize(address);
    return size > before ? size : undefined;
  });
}

describe('a bus with a witness', () => {
  it('publishes what the witness cosigned', async () => {
    const simpul = await start();
    const address = await logAddress(simpul.url);
    await grow(simpul);
    expect(signersOf(await noteAt(address))).toContain(witness.name);
    const answer = await request(`${simpul.url}/audit/v1/verification`);
    const { logs } = (await answer.body.json()) as { logs: { policy: string }[] };
    const policy = parsePolicy((bytes) => createHash('sha256').update(bytes).digest(), logs[0]?.policy ?? '');
    expect(policy).toMatchObject({ logs: [{}], witnesses: [{ name: witness.name }], quorum: witness.name });
  });

  it.each(['stands still', 'is killed'])('publishes nothing while the witness %s, and goes on after', async (how) => {
    const { url } = bus ?? (await start());
    const address = await logAddress(url);
    const before = await noteAt(address);
    if (how === 'is killed') await witness.kill();
    else witness.signal('SIGSTOP');
    let unwitnessed = before;
    // The second one is signed only once nothing came of the first.
    for (let round = 0; round < 2; round += 1) {
      await leaveLeaf(url);
      const size = sizeOf(unwitnessed);
      unwitnessed = await eventually(async () => {
        const note = await noteAt(address, 'checkpoint.unwitnessed');
        return sizeOf(note) > size ? note : undefined;
      });
    }
    expect(signersOf(unwitnessed)).not.toContain(witness.name);
    expect(await noteAt(address)).toBe(before);
    if (how === 'is killed') witness = await startWitness();
    else witness.signal('SIGCONT');
    const after = await eventually(async () => {
      const note = await noteAt(address);
      return sizeOf(note) >= sizeOf(unwitnessed) ? note : undefined;
    });
    expect(signersOf(after)).toContain(witness.name);
    expect((await readPublicLog(url)).size).toBeGreaterThan(sizeOf(before));
  });

  it('comes back after a SIGKILL with the same log', async () => {
    const before = await noteAt(await logAddress(bus?.url ?? ''));
    await leaveLeaf(bus?.url ?? '');
    await bus?.kill();
    expect(await grow(await start())).toBeGreaterThan(sizeOf(before));
  });

  inOneProcess('in one process', () => {
    it('does not start on an old copy of its data folder', async () => {
      await bus?.stop();
      const copy = join(folder.path, 'copy');
      cpSync(data, copy, { recursive: true });
      const simpul = await start();
      const published = await grow(simpul);
      await simpul.stop();
      rmSync(data, { recursive: true });
      cpSync(copy, data, { recursive: true });
      const { code, stderr } = await runUp({ region, data, port, args });
      const [, known = '', held = ''] =
        /witness saksi\.example knows (\d+) leaves of this log, but the store holds (\d+)/.exec(stderr) ?? [];
      expect(stderr).toContain('SIMPUL_AUDIT_HALTED');
      expect([code === 0, Number(known)]).toEqual([false, expect.any(Number)]);
      expect(Number(known)).toBeGreaterThanOrEqual(published);
      expect(Number(held)).toBeLessThan(Number(known));
    });
  });
});

describe('a production start', () => {
  it('warns until a witness elsewhere has to cosign', async () => {
    const own = join(folder.path, 'production');
    const production = await writeSmallRegion(folder.path, { mode: 'production' });
    const warned = await runUp({
      region: production,
      data: own,
      args: ['--public-url', 'https://bus.example', '--trusted-proxy', '10.0.0.1'],
    });
    expect([warned.code, warned.stderr]).toEqual([0, expect.stringContaining('warning: no witness is configured')]);
    expect(readFileSync(join(own, 'run', 'simpul.log'), 'utf8')).toContain('"alert":"no-witness"');
  });
});
