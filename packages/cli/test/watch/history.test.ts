import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { formatCheckpointBody, formatNote, toBase64 } from '@simpul/tlog';
import { openHistory, type SeenCheckpoint } from '../../src/watch/history.ts';
import { makeFolder } from '../support/data-folder.ts';

const ORIGIN = 'bus.example/audit/log/2026h1';
let state: string;

beforeEach(async () => {
  state = await makeFolder();
});

function seen(size: number, padding = 1): SeenCheckpoint {
  const root = new Uint8Array(32).fill(size);
  const text = formatCheckpointBody({ origin: ORIGIN, size, root, extensions: [] });
  const signatures = [{ name: 'k', keyId: '00000000', signature: new Uint8Array(padding).fill(size) }];
  return { origin: ORIGIN, size, root, note: formatNote({ text, signatures }), seen: 1000 * size };
}

describe('the history of a log', () => {
  it('gives back the last checkpoint that was added, also after it is opened again', async () => {
    const first = await openHistory(state, ORIGIN);
    expect(first.last()).toBeUndefined();
    for (const size of [1, 2, 3]) await first.add(seen(size));
    await first.close();
    const second = await openHistory(state, ORIGIN);
    expect(second.last()).toEqual(seen(3));
    await second.close();
  });

  it('only ever adds lines', async () => {
    const history = await openHistory(state, ORIGIN);
    await history.add(seen(1));
    const before = await readFile(history.file, 'utf8');
    await history.add(seen(2));
    expect((await readFile(history.file, 'utf8')).startsWith(before)).toBe(true);
    await history.close();
  });

  it.each([1, 50_000, 200_000])('finds the last line where lines have %i bytes and more', async (padding) => {
    const history = await openHistory(state, ORIGIN);
    for (const size of [1, 2]) await history.add(seen(size, padding));
    await history.close();
    const again = await openHistory(state, ORIGIN);
    expect(toBase64(again.last()?.root ?? new Uint8Array(0))).toBe(toBase64(seen(2).root));
    await again.close();
  });

  it('removes what a crash cut off, and goes on after the last whole line', async () => {
    const history = await openHistory(state, ORIGIN);
    await history.add(seen(1));
    await history.close();
    const whole = await readFile(history.file, 'utf8');
    await appendFile(history.file, whole.slice(0, 40));
    const again = await openHistory(state, ORIGIN);
    expect(again.last()).toEqual(seen(1));
    await again.add(seen(2));
    await again.close();
    const last = await openHistory(state, ORIGIN);
    expect(last.last()).toEqual(seen(2));
    await last.close();
  });

  it('keeps the logs of one folder apart', async () => {
    const one = await openHistory(state, 'a.example/audit/log/x');
    const other = await openHistory(state, 'b.example/audit/log/x');
    expect(one.file).not.toBe(other.file);
    await Promise.all([one.close(), other.close()]);
  });

  it.each(['nonsense\n', '{"seen":"x"}\n', '{"seen":"x","note":"y"}\n'])('refuses a damaged file: %j', async (text) => {
    const history = await openHistory(state, ORIGIN);
    await history.close();
    await writeFile(history.file, text);
    await expect(openHistory(state, ORIGIN)).rejects.toThrow('is no checkpoint');
  });
});
