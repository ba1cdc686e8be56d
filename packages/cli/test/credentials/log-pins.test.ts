import { readFile, stat, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { isSimpulError } from '@simpul/errors';
import { pinFile, pinLogKeys, readPins } from '../../src/credentials/log-pins.ts';
import { CLI } from '../../src/errors.ts';
import { makeFolder } from '../support/data-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await makeFolder();
});

const refusal = async (action: Promise<unknown>): Promise<unknown> =>
  action.then(
    () => undefined,
    (error: unknown) => (isSimpulError(error) ? error.code : error),
  );

describe('pinned keys of logs', () => {
  it('are kept at first contact, for their owner alone', async () => {
    await pinLogKeys(folder, { a: ['k1', 'k2'] });
    expect(await readPins(folder)).toEqual({ a: ['k1', 'k2'] });
    expect((await stat(pinFile(folder))).mode & 0o777).toBe(0o600);
  });

  it('grow with new logs and keep the old ones', async () => {
    await pinLogKeys(folder, { a: ['k1'] });
    await pinLogKeys(folder, { b: ['k2'] });
    await pinLogKeys(folder, { a: ['k1'], b: ['k2'] });
    expect(await readPins(folder)).toEqual({ a: ['k1'], b: ['k2'] });
  });

  it('do not depend on the order of the keys', async () => {
    await pinLogKeys(folder, { a: ['k1', 'k2'] });
    expect(await refusal(pinLogKeys(folder, { a: ['k2', 'k1'] }))).toBeUndefined();
  });

  it.each([[['k2']], [['k1', 'k2']], [[]]])(
    'are never replaced by %j, and nothing else is pinned then',
    async (keys) => {
      await pinLogKeys(folder, { a: ['k1'] });
      const before = await readFile(pinFile(folder), 'utf8');
      expect(await refusal(pinLogKeys(folder, { b: ['k9'], a: keys }))).toBe(CLI.KEY_CHANGED.code);
      expect(await readFile(pinFile(folder), 'utf8')).toBe(before);
    },
  );

  it.each(['', '[]', '{"a":"k"}', '{"a":[1]}'])('are not pinned anew over a damaged file: %j', async (text) => {
    await pinLogKeys(folder, { a: ['k1'] });
    await writeFile(pinFile(folder), text);
    expect(await refusal(pinLogKeys(folder, { a: ['k2'] }))).toBe('SIMPUL_CONFIG_INVALID');
    expect(await readFile(pinFile(folder), 'utf8')).toBe(text);
  });
});
