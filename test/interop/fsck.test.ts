import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { machineHasTools, temporaryFolder, toolPath } from '@simpul/testing';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { downloadLog } from '../fault/support/download-log.ts';
import type { CheckedLog } from '../log-checker/check-log.mjs';
import { type BusyBus, startBusyBus } from './support/busy-bus.ts';
import { flipBit, FLIPS, type FlippingProxy, startFlippingProxy } from './support/flipping-proxy.ts';
import { runProgram, runToSuccess } from './support/run-program.ts';

const SIMPUL = resolve(import.meta.dirname, '../../packages/cli/bin/simpul.js');
/** With fewer it hangs once each of them has met a wrong tile (v1.0.4): one bundle is the cause of several. */
const WORKERS = 8;
/** Two full tiles and a part of a third. */
const EXCHANGES = 600;

(machineHasTools('tessera-fsck') ? describe : describe.skip)("tessera's fsck", () => {
  const folder = temporaryFolder();
  const copy = join(folder.path, 'copy');
  const mirror = join(folder.path, 'mirror');
  const keyFile = join(folder.path, 'vkey');
  let bus: BusyBus;
  let proxy: FlippingProxy;
  let downloaded: CheckedLog;

  beforeAll(async () => {
    bus = await startBusyBus(folder.path);
    proxy = await startFlippingProxy(bus.log.url);
    await bus.exchange(EXCHANGES);
    writeFileSync(keyFile, bus.log.vkey);
    downloaded = await downloadLog(bus.log, copy);
    const { url, vkey } = bus.log;
    await runToSuccess(process.execPath, [SIMPUL, 'audit', 'mirror', mirror, '--log', url, '--vkey', vkey]);
  });

  afterAll(async () => {
    await proxy?.stop();
    await bus?.stop();
    folder.remove();
  });

  /** What it says of a log. It ends with 0 in any case (v1.0.4), so its words are the verdict. */
  async function fsck(url: string): Promise<string> {
    const args = ['-ui=false', `-N=${WORKERS}`, `-storage_url=${url}`, `-public_key=${keyFile}`];
    const { stderr } = await runProgram(toolPath('tessera-fsck'), args);
    const { size, root } = downloaded;
    const isRight = stderr.includes(`Successfully fsck'd log with size ${size} and root ${root.toString('base64')} `);
    if (isRight === stderr.includes('fsck failed: ')) return stderr;
    return isRight ? 'right' : 'wrong';
  }

  it.each([
    ['the live log over HTTP', () => bus.log.url],
    ['a copy of plain GETs in a folder', () => pathToFileURL(copy).href],
    ['a copy by `simpul audit mirror`', () => pathToFileURL(mirror).href],
    ['the log through a server that changes nothing', () => proxy.url],
  ])('verifies %s', async (_, url) => {
    proxy.flip(undefined);
    expect(await fsck(url())).toBe('right');
  });

  it.each(FLIPS)('refuses a server that flips one bit in %s', async (_, flip) => {
    proxy.flip(flip);
    expect(await fsck(proxy.url)).toBe('wrong');
    expect(proxy.flipped.size).toBeGreaterThan(0);
  });

  it.each(FLIPS)('refuses a folder with one bit flipped in %s', async (_, { path, at }) => {
    const name = globSync('**', { cwd: copy, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .find((file) => path.test(file.slice(copy.length)));
    if (name === undefined) throw new Error(`no file in a log of ${downloaded.size} leaves`);
    const whole = readFileSync(name);
    const flipped = Buffer.from(whole);
    flipBit(flipped, at(flipped));
    writeFileSync(name, flipped);
    try {
      expect(await fsck(pathToFileURL(copy).href)).toBe('wrong');
    } finally {
      writeFileSync(name, whole);
    }
  });
});
