import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { copySandboxRegion, type LaunchedSimpul, launchSimpul, oneProcessOnly, temporaryFolder } from '@simpul/testing';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { request } from 'undici';
import { eventually } from '../sandbox/eventually.ts';
import { checkpointSize, logAddress, readPublicLog } from '../sandbox/public-log.ts';
import { runUp } from './run-up.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(60_000);

const suite = oneProcessOnly('one data folder with its lock and keys, and signals to one process')
  ? describe
  : describe.skip;
const folder = temporaryFolder();
const data = join(folder.path, 'data');
const endpointFile = join(data, 'run', 'endpoint.json');
let region: string;
let simpul: LaunchedSimpul;

beforeAll(async () => {
  region = copySandboxRegion(join(folder.path, 'region'), { standIns: 'http://127.0.0.1:9' });
  simpul = await launchSimpul({ region, data });
});
afterAll(async () => {
  await simpul.kill();
  folder.remove();
});

/** A call that is refused, and so leaves a leaf. */
async function leaveLeaf(): Promise<void> {
  const client = { 'x-road-client': 'ID-LA/GOV/18-DISKOMINFO/monitor-uji' };
  const answer = await request(`${simpul.url}/r1/ID-LA/GOV/18-BIRO-HUKUM/jdih/dokumen-hukum/dokumen`, {
    headers: client,
  });
  expect(await answer.body.text()).toContain('SIMPUL_ACCESS_NO_AGREEMENT');
}

/** Keys and credentials by file; not what the signer remembers, which grows with the last leaf of a boot and may be being written. */
function keys(): Record<string, string> {
  const files = globSync(['keys/**', 'credentials/**'], { cwd: data, withFileTypes: true }).filter(
    (one) => one.isFile() && !one.name.startsWith('signed.json'),
  );
  return Object.fromEntries(files.map((one) => [one.name, readFileSync(join(one.parentPath, one.name), 'base64')]));
}

suite('simpul up', () => {
  it('starts on an empty folder, and says where it is and how a real exchange is made', async () => {
    expect(simpul.output()).toContain(`Simpul is ready at ${simpul.url}\n`);
    expect(simpul.output()).toContain(
      'npx simpul call ID-LA/GOV/1871-DPMPTSP/sicantik/permit-status/permits/123 --as GOV/1871-DISDUKCAPIL/siak\n',
    );
    for (const door of ['/healthz', '/readyz', '/']) expect((await request(simpul.url + door)).statusCode).toBe(200);
    expect(JSON.parse(readFileSync(endpointFile, 'utf8'))).toMatchObject({ url: simpul.url, pid: simpul.process.pid });
  });

  it('makes a key for each subsystem and for the sandbox’s own clients, for nobody else to read', () => {
    const made = globSync('{keys,credentials}/**/*', { cwd: data });
    expect(made).toEqual(
      expect.arrayContaining(['operator', 'auditor', 'GOV.1871-DINSOS.siks'].map((name) => `credentials/${name}.jwk`)),
    );
    // What is being written takes another's place while this looks.
    const lookAt = (path: string) => statSync(join(data, path), { throwIfNoEntry: false });
    const files = made.filter((path) => lookAt(path)?.isFile());
    expect(files.length).toBeGreaterThan(60);
    expect(files.filter((path) => ((lookAt(path)?.mode ?? 0) & 0o077) !== 0)).toEqual([]);
  });

  it('is alone on its folder: a second process is refused and harms nothing', async () => {
    const { code, stdout, stderr } = await runUp({ region, data });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^simpul: Another process uses the data folder .*data.* \(SIMPUL_CONFIG_FOLDER_TAKEN\)\n$/);
    expect((await request(`${simpul.url}/readyz`)).statusCode).toBe(200);
    expect(existsSync(endpointFile)).toBe(true);
  });

  it('stops at SIGTERM with 0, and finds its data again', async () => {
    await leaveLeaf();
    const address = await logAddress(simpul.url);
    await eventually(async () => ((await checkpointSize(address)) > 0 ? true : undefined));
    const before = { keys: keys(), log: await readPublicLog(simpul.url) };
    const { port } = simpul;
    expect(await simpul.stop()).toBe(0);
    expect(simpul.output()).toMatch(/Stopped\.\n$/);
    expect(existsSync(endpointFile)).toBe(false);

    simpul = await launchSimpul({ region, data, port });
    expect(await logAddress(simpul.url)).toBe(address);
    expect(keys()).toEqual(before.keys);
    const after = await readPublicLog(simpul.url);
    expect(after.size).toBeGreaterThanOrEqual(before.log.size);
    expect(after.leaves.slice(0, before.log.size)).toEqual(before.log.leaves);
    await leaveLeaf();
    await eventually(async () => ((await checkpointSize(address)) > after.size ? true : undefined));
    expect(simpul.output()).not.toContain('differs from the registry');
  });

  it('takes two SIGINT at once for one, and stops with 0', async () => {
    const ended = new Promise((resolve) => simpul.process.once('exit', (code, signal) => resolve([code, signal])));
    simpul.process.kill('SIGINT');
    simpul.process.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    expect(simpul.output()).toMatch(/Stopped\.\n$/);
    expect(existsSync(endpointFile)).toBe(false);
  });

  it('prints what a changed region file would change, and changes nothing', async () => {
    const changed = copySandboxRegion(join(folder.path, 'region'), {
      standIns: 'http://127.0.0.1:9',
      edit: (text) => text.replace('quota: { perMinute: 600 }', 'quota: { perMinute: 700 }'),
    });
    simpul = await launchSimpul({ region: changed, data, port: simpul.port });
    expect(simpul.output()).toContain('The region file differs from the registry; nothing was changed.');
    expect(simpul.output()).toContain('PKS-2026-014');
    expect(await simpul.stop()).toBe(0);
  });
});
