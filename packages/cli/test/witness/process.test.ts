import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseCheckpointBody, parseNote, parsePolicy, parseVerifierKey } from '@simpul/tlog';
import { type TemporaryFolder, temporaryFolder } from '@simpul/testing';
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../src/verification/trusted-keys.ts';
import { originHash } from '../../src/witness/state.ts';
import { type LaunchedWitness, launchWitness } from './support/launch-witness.ts';
import { createTestLog } from './support/test-log.ts';

const ORIGIN = 'bus.example/audit/log/ID-LA-2026h2';
const SHOWN = `/${originHash(ORIGIN)}/checkpoint`;
const KILLS = 4;
const log = createTestLog(ORIGIN);

let folder: TemporaryFolder;
let running: LaunchedWitness | undefined;

async function start(...more: string[]): Promise<LaunchedWitness> {
  running = await launchWitness(folder.path, [log.vkey], ...more);
  return running;
}

const sizeOf = (note: string): number => parseCheckpointBody(parseNote(note).text).size;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(async () => {
  await running?.kill();
  folder.remove();
});

describe('simpul witness', () => {
  it('says who it is in a line that a policy file takes, and keeps its keys to itself', async () => {
    const { ready, stop } = await start('--name', 'saksi.example/w1');
    expect(ready).toMatchObject({ name: 'saksi.example/w1', logs: [{ origin: ORIGIN }] });
    for (const line of ready.policy) {
      const { witnesses } = parsePolicy(sha256, `${line}\nquorum ${ready.name}\n`);
      expect(witnesses).toMatchObject([{ name: 'saksi.example/w1', url: ready.url }]);
    }
    expect(ready.verifierKeys.map((vkey) => parseVerifierKey(sha256, vkey).algorithm)).toEqual([
      'cosignature-ed25519',
      'ml-dsa-44',
    ]);
    const keys = readdirSync(folder.path).filter((name) => name.endsWith('.pem'));
    expect(keys).toHaveLength(2);
    for (const name of keys) expect(statSync(join(folder.path, name)).mode & 0o777).toBe(0o600);
    expect(statSync(folder.path).mode & 0o077).toBe(0);
    expect(await stop()).toBe(0);
  });

  it('stops cleanly, and knows after a restart who it is and what it cosigned', async () => {
    const first = await start();
    expect(await first.add(await log.request(0, 5))).toMatchObject({ status: 200 });
    const shown = (await first.get(SHOWN)).text;
    expect(await first.stop()).toBe(0);
    expect(first.output()).toContain('{"event":"stopped"}');
    const second = await start();
    expect(second.ready).toMatchObject({ verifierKeys: first.ready.verifierKeys, logs: [{ origin: ORIGIN, size: 5 }] });
    expect((await second.get(SHOWN)).text).toBe(shown);
    expect(await second.add(await log.request(0, 6))).toMatchObject({ status: 409, text: '5\n' });
    expect(await second.add(await log.rewritten(2, 'second').request(5, 6))).toMatchObject({ status: 422 });
    expect(await second.add(await log.request(5, 6))).toMatchObject({ status: 200 });
  });

  it('never takes back what it answered, however it is killed, and never cosigns another history', async () => {
    let acknowledged = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const witness = await start();
      const known = witness.ready.logs[0]?.size ?? 0;
      expect(known).toBeGreaterThanOrEqual(acknowledged);
      if (known > 0) {
        expect(sizeOf((await witness.get(SHOWN)).text)).toBe(known);
        const other = log.rewritten(known - 1, `history ${kill}`);
        expect(await witness.add(await other.request(known, known))).toMatchObject({ status: 422 });
        expect(await witness.add(await other.request(known, known + 1))).toMatchObject({ status: 422 });
        expect(await witness.add(await log.request(known - 1, known))).toMatchObject({ status: 409 });
      }
      const enough = Promise.withResolvers<void>();
      const submitting = (async () => {
        for (let size = known; ; size += 1) {
          const { status } = await witness.add(await log.request(size, size + 1));
          expect(status).toBe(200);
          acknowledged = size + 1;
          if (size === known + kill) enough.resolve();
        }
      })();
      await Promise.race([enough.promise, submitting]);
      // The loop goes on meanwhile, so the end comes anywhere in a submission.
      await witness.kill();
      await expect(submitting).rejects.toThrow(/ECONN|socket|closed/);
    }
    expect(acknowledged).toBeGreaterThanOrEqual(KILLS);
  });

  it('refuses to start twice in one folder, without a log, and with another name, and says why', async () => {
    const { ready } = await start('--name', 'saksi.example/w1');
    const again = (...line: string[]) => {
      const bin = join(import.meta.dirname, '..', '..', 'bin', 'simpul.js');
      const { status, stderr } = spawnSync(process.execPath, [bin, 'witness', '--listen', '127.0.0.1:0', ...line], {
        encoding: 'utf8',
      });
      return { status, stderr };
    };
    expect(again('--data', folder.path, '--log', log.vkey)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('Another process'),
    });
    expect(again('--data', folder.path)).toMatchObject({ status: 2, stderr: expect.stringContaining('--log') });
    expect(again('--log', log.vkey)).toMatchObject({ status: 2, stderr: expect.stringContaining('--data') });
    const port = new URL(ready.url).port;
    const other = temporaryFolder();
    expect(again('--data', other.path, '--log', log.vkey, '--listen', `127.0.0.1:${port}`)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(`Port ${port} is taken`),
    });
    other.remove();
    await running?.stop();
    expect(again('--data', folder.path, '--log', log.vkey, '--name', 'x')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('saksi.example/w1'),
    });
  });
});
