import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '@simpul/testing';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createSnapshotFile } from '../../src/snapshots/snapshot-file.ts';

interface Item {
  readonly id: string;
}

const NOW = 1_800_000_000_000;
const folder = temporaryFolder();
let files = 0;
let file: string;
let now: number;
let failures: unknown[];

beforeEach(() => {
  file = `${folder.path}/${files++}.ndjson`;
  now = NOW;
  failures = [];
});
afterAll(() => folder.remove());

const open = () =>
  createSnapshotFile<Item>(
    file,
    (error) => failures.push(error),
    () => now,
  );

async function keep(at: number, revision: number, ids: readonly string[]): Promise<void> {
  const kept = open();
  kept.keep(at, revision, () => ids.map((id) => ({ id })));
  await kept.settled();
}

describe('a snapshot', () => {
  it('is found again, with its age, for its owner alone', async () => {
    await keep(NOW - 100, 7, ['a', 'line\nbreak']);
    await expect(open().read(100)).resolves.toEqual({
      revision: 7,
      items: [{ id: 'a' }, { id: 'line\nbreak' }],
      ageMs: 100,
    });
    expect([file, `${file}.heard`].map((name) => statSync(name).mode & 0o777)).toEqual([0o600, 0o600]);
    expect(existsSync(`${file}.new`)).toBe(false);
  });

  it('of nothing is one too', async () => {
    await keep(NOW, 0, []);
    await expect(open().read(100)).resolves.toEqual({ revision: 0, items: [], ageMs: 0 });
  });

  it.each([
    ['there is none', () => undefined],
    ['it is too old', () => (now += 101)],
    ['the clock was set back', () => (now -= 1)],
  ])('is not believed where %s', async (what, happens) => {
    if (what !== 'there is none') await keep(NOW, 7, ['a']);
    happens();
    await expect(open().read(100)).resolves.toBeUndefined();
    expect(failures).toEqual([]);
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, text.lastIndexOf('{'))],
    ['of another format', (text: string) => text.replace('"v":1', '"v":2')],
    ['older than what was heard', (text: string) => text.replace('"revision":7', '"revision":6')],
    ['not JSON', () => 'x'],
  ])('is not believed when it is %s', async (_, spoil) => {
    await keep(NOW, 7, ['a', 'b']);
    writeFileSync(file, spoil(readFileSync(file, 'utf8')));
    await expect(open().read(100)).resolves.toBeUndefined();
  });

  it('is written anew only for another revision, and at most every five seconds', async () => {
    const kept = open();
    const written: number[] = [];
    const keepNow = async (revision: number): Promise<void> => {
      kept.keep(now, revision, () => {
        written.push(revision);
        return [{ id: String(revision) }];
      });
      await kept.settled();
    };
    await keepNow(1);
    now += 4999;
    await keepNow(2);
    await expect(kept.read(10_000)).resolves.toMatchObject({ revision: 1, ageMs: 4999 });
    now += 1;
    await keepNow(2);
    now += 5000;
    await keepNow(2);
    expect(written).toEqual([1, 2]);
    await expect(kept.read(10_000)).resolves.toEqual({ revision: 2, items: [{ id: '2' }], ageMs: 0 });
  });

  it('that cannot be written is told, and nobody fails', async () => {
    file = `${folder.path}/nowhere/x.ndjson`;
    await keep(NOW, 1, ['a']);
    expect(failures).toHaveLength(1);
  });
});
