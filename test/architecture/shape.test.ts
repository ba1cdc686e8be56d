import { describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { read, ROOT, sources, workspaces } from './source-tree.ts';

/** Design 08, rule 2. */
const LONGEST_FILE = 500;
const all = workspaces();

describe('every workspace has one shape', () => {
  it.each(all)('$folder has one door and tests', ({ folder, manifest }) => {
    expect(manifest.exports).toEqual({ '.': './src/index.ts' });
    expect(existsSync(join(ROOT, folder, 'src/index.ts'))).toBe(true);
    expect(sources(`${folder}/test`).filter((file) => file.endsWith('.test.ts'))).not.toEqual([]);
  });

  it.each(all.filter(({ folder }) => folder.startsWith('services/')))(
    '$folder is made like the other services',
    ({ folder }) => {
      for (const part of ['src/index.ts', 'src/service.ts', 'src/config.ts', 'src/actions', 'src/domain']) {
        expect([part, existsSync(join(ROOT, folder, part))]).toEqual([part, true]);
      }
      expect(read(`${folder}/src/index.ts`)).toMatch(/export (?:async )?function create\(/);
    },
  );
});

describe('every source file', () => {
  const files = all.flatMap(({ folder }) => sources(`${folder}/src`));

  it('is named for what it does', () => {
    expect(files.filter((file) => /(?:^|\/)(?:utils?|helpers?|common|misc)(?:\.|\/)/.test(file))).toEqual([]);
    expect(files.filter((file) => !/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.d)?\.ts$/.test(basename(file)))).toEqual([]);
  });

  it(`has at most ${LONGEST_FILE} lines`, () => {
    expect(files.filter((file) => read(file).split('\n').length > LONGEST_FILE)).toEqual([]);
  });

  it('exports by name', () => {
    expect(files.filter((file) => /^export \* /m.test(read(file)))).toEqual([]);
  });
});
