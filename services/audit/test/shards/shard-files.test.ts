import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { filePlace } from '../../src/places/log-place.ts';
import { firstPlace, listPlaces, placeOf } from '../../src/shards/shard-files.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shard-files-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the files of the logs', () => {
  it('are listed newest first, the first log last, and nothing that is none', () => {
    const first = firstPlace(filePlace(join(folder, 'audit.sqlite')), join(folder, 'keys'));
    expect(listPlaces(first)).toEqual([]);
    const later = [
      placeOf({ year: 2026, half: 2 }, first),
      placeOf({ year: 2028, half: 1 }, first),
      placeOf({ year: 2027, half: 1 }, first),
    ];
    const others = ['registry.sqlite', 'audit-2029h1.sqlite.new', 'audit-2027h1.sqlite-wal', 'audit-2030h3.sqlite'];
    for (const { place } of [first, ...later]) writeFileSync(place.file, '');
    for (const name of others) writeFileSync(join(folder, name), '');
    expect(listPlaces(first)).toEqual([later[1], later[2], later[0], first]);
    expect(later[0]).toEqual({
      place: filePlace(join(folder, 'audit-2026h2.sqlite')),
      keysDir: join(folder, 'keys', 'audit-2026h2'),
    });
  });
});
