import { afterAll, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { copySandboxRegion, launchSimpul, temporaryFolder } from '../src/index.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

describe('launchSimpul', () => {
  it('gives up with what the process said, when that ends before it is ready', async () => {
    const region = join(folder.path, 'none.yaml');
    await expect(launchSimpul({ region, data: join(folder.path, 'data') })).rejects.toThrow(
      /ended before it was ready:[^]*none\.yaml/,
    );
  });
});

describe('copySandboxRegion', () => {
  it('makes a region file that stands on its own and points at other stand-ins', () => {
    const file = copySandboxRegion(join(folder.path, 'region'), {
      standIns: 'http://127.0.0.1:40123',
      edit: (text) => `${text}# edited\n`,
    });
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('http://127.0.0.1:40123');
    expect(text).not.toContain(':9101');
    expect(text).toMatch(/# edited\n$/);
    for (const [, path = ''] of text.matchAll(/(?:openapi|file): (\.\/[^\s}]+)/g)) {
      expect([path, existsSync(join(folder.path, 'region', path))]).toEqual([path, true]);
    }
  });
});

describe('temporaryFolder', () => {
  it('is another each time and goes with all it holds', () => {
    const [one, two] = [temporaryFolder(), temporaryFolder()];
    expect(one.path).not.toBe(two.path);
    for (const made of [one, two]) {
      copySandboxRegion(made.path, { standIns: 'http://x' });
      made.remove();
      expect(existsSync(made.path)).toBe(false);
    }
  });
});
