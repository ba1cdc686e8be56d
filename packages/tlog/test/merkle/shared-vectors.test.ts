import { describe, expect, it } from '@jest/globals';
import { machineHas } from '@simpul/testing';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { verifyConsistency, verifyInclusion } from '../../src/index.ts';
import { sha256 } from '../sha256.ts';

interface Vector {
  readonly desc: string;
  readonly wantErr: boolean;
  readonly proof: readonly string[] | null;
}
interface InclusionVector extends Vector {
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly root: string;
  readonly leafHash: string;
}
interface ConsistencyVector extends Vector {
  readonly size1: number;
  readonly size2: number;
  readonly root1: string;
  readonly root2: string;
}

const folder = fileURLToPath(new URL('../../../../../shared/vectors/merkle', import.meta.url));
const unbase64 = (text: string | null): Uint8Array => new Uint8Array(Buffer.from(text ?? '', 'base64'));
const load = <V>(kind: string): (readonly [string, V])[] =>
  globSync(`${kind}/**/*.json`, { cwd: folder })
    .toSorted()
    .map((name) => [name, JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as V]);

function isRefused(check: () => void): boolean {
  try {
    check();
    return false;
  } catch {
    return true;
  }
}

describe('vectors of transparency-dev/merkle', () => {
  if (!machineHas(existsSync(folder), 'the folder ../shared/vectors')) {
    it.todo('(skipped: shared vectors missing)');
    return;
  }

  it.each(load<InclusionVector>('inclusion'))('%s', (_, vector) => {
    const { leafIdx: index, treeSize: size, root, leafHash, proof } = vector;
    const claim = { index, size, root: unbase64(root), leafHash: unbase64(leafHash) };
    expect(isRefused(() => verifyInclusion(sha256, claim, (proof ?? []).map(unbase64)))).toBe(vector.wantErr);
  });

  it.each(load<ConsistencyVector>('consistency'))('%s', (_, vector) => {
    const { size1, size2, root1, root2, proof } = vector;
    const claim = { size1, size2, root1: unbase64(root1), root2: unbase64(root2) };
    expect(isRefused(() => verifyConsistency(sha256, claim, (proof ?? []).map(unbase64)))).toBe(vector.wantErr);
  });

  it('are all there', () => {
    expect(load('inclusion').length + load('consistency').length).toBe(196);
  });
});
