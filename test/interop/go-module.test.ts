import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { machineHasTools, temporaryFolder } from '@simpul/testing';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BusyBus, readNote, sizeOf, startBusyBus } from './support/busy-bus.ts';
import { FLIPS, type FlippingProxy, startFlippingProxy } from './support/flipping-proxy.ts';
import { buildTlogcheck, readChecked, type Tlogcheck } from './support/tlogcheck.ts';

/** Exchanges between two checkpoints: of sizes that are no powers of two, through two full tiles and into a third. */
const ROUNDS = [1, 2, 60, 130, 64, 290, 31];

(machineHasTools('go') ? describe : describe.skip)("Go's module golang.org/x/mod/sumdb on a live log", () => {
  const folder = temporaryFolder();
  const earlier: string[] = [];
  let bus: BusyBus;
  let proxy: FlippingProxy;
  let tlogcheck: Tlogcheck;

  beforeAll(async () => {
    tlogcheck = await buildTlogcheck(folder.path);
    bus = await startBusyBus(folder.path);
    proxy = await startFlippingProxy(bus.log.url);
    for (const count of ROUNDS) earlier.push(await bus.exchange(count));
  });

  afterAll(async () => {
    await proxy?.stop();
    await bus?.stop();
    folder.remove();
  });

  /** The log as the proxy serves it. */
  const proxied = () => ({ url: proxy.url, vkey: bus.log.vkey });

  it('verifies its signature, every record, and that it continues every earlier checkpoint', async () => {
    const checked = readChecked(await tlogcheck(bus.log, { earlier }));
    const sizes = earlier.map((file) => sizeOf(readFileSync(file, 'utf8')));
    expect(checked).toMatchObject({ records: checked.size, earlier: sizes });
    expect(checked.size).toBeGreaterThanOrEqual(ROUNDS.reduce((sum, count) => sum + count, 0));
    const [origin, size, root] = (await readNote(bus.log.url)).split('\n');
    expect([checked.origin, String(checked.size), checked.root, checked.signers]).toEqual([
      origin,
      size,
      root,
      [origin],
    ]);
  });

  it('verifies it through a server that changes nothing', async () => {
    proxy.flip(undefined);
    expect(readChecked(await tlogcheck(proxied(), { earlier })).earlier).toHaveLength(earlier.length);
  });

  it.each(FLIPS)('refuses it with one bit flipped in %s', async (_, flip) => {
    proxy.flip(flip);
    const { code, stdout } = await tlogcheck(proxied());
    expect(proxy.flipped.size).toBeGreaterThan(0);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  it('refuses an earlier checkpoint of another tree', async () => {
    const file = join(folder.path, 'other');
    const [note = ''] = earlier.slice(-1).map((name) => readFileSync(name, 'utf8'));
    const lines = note.split('\n');
    writeFileSync(file, [lines[0], '100', ...lines.slice(2)].join('\n'));
    const { code, stderr } = await tlogcheck(bus.log, { earlier: [file] });
    expect([code, stderr]).toEqual([1, expect.stringContaining('invalid signature')]);
  });

  it('refuses it for another key', async () => {
    const { vkey } = bus.log;
    const other = await tlogcheck({ url: bus.log.url, vkey: vkey.replace(/\+([0-9a-f]{8})\+/, '+00000000+') });
    expect(other.code).toBe(1);
  });

  it('refuses it where a witness had to cosign and did not', async () => {
    const cosigner = 'remora.n621.de+da77ade7+AWhwPLbTXjHJmgbYpqGbWjQjQnc9bQqVAAjh2cgSQSJD';
    const { code } = await tlogcheck(bus.log, { cosigners: [cosigner] });
    expect(code).toBe(1);
  });
});
