import { afterAll, expect, it } from '@jest/globals';
import { temporaryFolder } from '@simpul/testing';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedSecretOf } from '../../src/compose/shared-secret.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const seed = (letter: string): string => `SU${letter.repeat(56)}`;
function fileOf(text: string): string {
  const file = join(folder.path, 'identity.nk');
  writeFileSync(file, text);
  return file;
}
const secretOf = (text: string): string => Buffer.from(sharedSecretOf(fileOf(text))).toString('hex');

it('is the same for all who hold one seed, and another for another seed', () => {
  expect(secretOf(seed('A'))).toMatch(/^[0-9a-f]{64}$/);
  expect(secretOf(`# identity\n${seed('A')}\n`)).toBe(secretOf(seed('A')));
  expect(secretOf(seed('B'))).not.toBe(secretOf(seed('A')));
});

it('is refused from a file without a seed, whose text is not told', () => {
  expect(() => sharedSecretOf(fileOf('S3CRET'))).toThrow(
    expect.objectContaining({ code: 'SIMPUL_CONFIG_INVALID', message: expect.not.stringContaining('S3CRET') }),
  );
});
