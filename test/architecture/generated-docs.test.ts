import { describe, expect, it } from '@jest/globals';
import { ALL_ERRORS } from '@simpul/errors';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { read, ROOT } from './source-tree.ts';

const GENERATOR = join(ROOT, 'infra/docs/generate-errors.ts');

describe('docs/errors.md', () => {
  const codes = [...read('docs/errors.md').matchAll(/^\|.*?`(SIMPUL_[A-Z0-9_]+)`/gm)].map(([, code = '']) => code);

  it('is what its generator writes', () => {
    const { status, stderr } = spawnSync(process.execPath, [GENERATOR, '--check'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('has one row for each error of the tables and none for another', () => {
    expect(codes.toSorted()).toEqual([...ALL_ERRORS.keys()].toSorted());
  });
});
