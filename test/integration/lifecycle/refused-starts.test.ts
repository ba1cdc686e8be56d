import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  copySandboxRegion,
  type FakeAgency,
  launchSimpul,
  oneProcessOnly,
  startFakeAgency,
  temporaryFolder,
} from '@simpul/testing';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runUp } from './run-up.ts';
import { writeSmallRegion } from './small-region.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(60_000);

const suite = oneProcessOnly('starts of one process on one data folder') ? describe : describe.skip;
const folder = temporaryFolder();
const data = join(folder.path, 'data');
let region: string;
let port: number;

beforeAll(async () => {
  region = await writeSmallRegion(folder.path);
  const first = await launchSimpul({ region, data });
  ({ port } = first);
  await first.stop();
});
afterAll(() => folder.remove());

suite('a data folder serves what it was born as', () => {
  const mismatch = (member: string, found: string, wanted: string): RegExp =>
    new RegExp(
      `^simpul: The data folder .* ${member} is ${found} there, ${wanted} here \\(SIMPUL_CONFIG_FOLDER_MISMATCH\\)\\n$`,
    );

  it.each(['production', 'instance', 'public URL', 'port'])('and refuses another %s', async (what) => {
    const other = {
      production: async () => ({ region: await writeSmallRegion(folder.path, { mode: 'production' }), port }),
      instance: async () => ({ region: await writeSmallRegion(folder.path, { instance: 'ID-LAIN' }), port }),
      'public URL': async () => ({ region, port, args: ['--public-url', 'http://bus.example'] }),
      port: async () => ({ region, port: 0 }),
    }[what];
    const said = {
      production: mismatch('mode', 'sandbox', 'production'),
      instance: mismatch('instance', 'ID-UJI', 'ID-LAIN'),
      'public URL': mismatch('publicUrl', `http://localhost:${port}`, 'http://bus.example'),
      port: mismatch('publicUrl', `http://localhost:${port}`, String.raw`http://localhost:\d+`),
    }[what];
    const { code, stdout, stderr } = await runUp({ data, ...(await other?.()) });
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(said ?? '')]);
  });

  it('and still starts as itself, without a region file too', async () => {
    const again = await launchSimpul({ region, data, port });
    expect(await again.stop()).toBe(0);
    const { code, stdout, stderr } = await runUp({ data, port });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`Simpul is ready at http://localhost:${port}\n`);
  });
});

suite('a first start is refused', () => {
  let url = '';
  let logs: readonly { readonly name: string; readonly origin: string }[] = [];

  it('without a region file', async () => {
    const { code, stderr } = await runUp({ data: join(folder.path, 'none') });
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^simpul: --region: is needed .*\(SIMPUL_CONFIG_INVALID\)\n$/),
    ]);
  });

  it('with a region file that is wrong, by file, line and column', async () => {
    const wrong = copySandboxRegion(join(folder.path, 'wrong'), {
      standIns: 'http://127.0.0.1:9',
      edit: (text) =>
        text.replace('timezone: Asia/Jakarta', 'timezon: Asia/Jakarta').replace('kind: pemprov', 'kind: kerajaan'),
    });
    const lines = readFileSync(wrong, 'utf8').split('\n');
    const place = (word: string, column: (line: string) => number): string => {
      const line = lines.findIndex((text) => text.includes(word));
      return `${line + 1}:${column(lines[line] ?? '') + 1}`;
    };
    const { code, stdout, stderr } = await runUp({ region: wrong, data: join(folder.path, 'wrong-data') });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`lampung.yaml:${place('timezon:', (line) => line.indexOf('timezon'))}: `);
    expect(stderr).toContain(`lampung.yaml:${place('kerajaan', (line) => line.indexOf('kerajaan'))}: `);
    expect(stderr).toMatch(/timezone/);
    expect(stderr).toMatch(/pemprov, pemkab/);
  });

  it('on a port that is taken, and the folder can be used afterwards', async () => {
    const taken: FakeAgency = await startFakeAgency();
    const fresh = join(folder.path, 'fresh');
    const { code, stdout, stderr } = await runUp({ region, data: fresh, port: taken.port });
    expect([code, stdout, stderr]).toEqual([2, '', `simpul: Port ${taken.port} is taken (SIMPUL_CONFIG_PORT_TAKEN)\n`]);
    await taken.stop();
    expect(existsSync(join(fresh, 'run', 'endpoint.json'))).toBe(false);
    const elsewhere = await launchSimpul({ region, data: fresh });
    url = elsewhere.url;
    const answer = await fetch(`${url}/audit/v1/verification`);
    ({ logs } = (await answer.json()) as { logs: { name: string; origin: string }[] });
    expect(await elsewhere.stop()).toBe(0);
    expect(logs).toHaveLength(1);
  });

  // The failed start has made the log already, with an origin that names its port, which is stored for ever.
  it('and leaves no log that is named for the port that was taken', () => {
    expect(logs.map(({ origin }) => origin)).toEqual(logs.map(({ name }) => `${new URL(url).host}/audit/log/${name}`));
  });
});
