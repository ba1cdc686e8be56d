import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { CONFIG, STORE } from '@simpul/errors';
import { acquireFolderLock } from '../../src/index.ts';
import { runChild } from './run-child.ts';

const folder = mkdtempSync(join(tmpdir(), 'folder-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));
const holder = fileURLToPath(new URL('hold-folder-lock.ts', import.meta.url));
const taken = expect.objectContaining({ code: CONFIG.FOLDER_TAKEN.code, params: { folder } });

describe('acquireFolderLock', () => {
  it('is held by one at a time until released', () => {
    const file = join(folder, 'one.lock');
    const lock = acquireFolderLock(file);
    expect(() => acquireFolderLock(file)).toThrow(taken);
    lock.release();
    lock.release();
    acquireFolderLock(file).release();
  });

  it('refuses a folder that another process holds, and is free again once that one is killed', async () => {
    const file = join(folder, 'two.lock');
    const child = spawn(process.execPath, [holder, file]);
    const refused = new Promise<unknown>((resolve) => {
      child.stdout.once('data', () => {
        try {
          resolve(acquireFolderLock(file));
        } catch (error) {
          resolve(error);
        }
        child.kill('SIGKILL');
      });
    });
    await runChild(child);
    expect(await refused).toEqual(taken);
    acquireFolderLock(file).release();
  });

  it('says when the file cannot be made', () => {
    expect(() => acquireFolderLock(join(folder, 'none', 'x.lock'))).toThrow(
      expect.objectContaining({ code: STORE.FAILED.code }),
    );
  });
});
