import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { writeDurably } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'durable-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a file that is written durably', () => {
  it('is there whole, for its owner alone, and nothing else is', () => {
    writeFileSync(join(folder, 'note'), 'an older and longer content', { mode: 0o644 });
    // What a crash left of an earlier attempt.
    writeFileSync(join(folder, 'note.new'), 'half of a content that never became whole', { mode: 0o600 });
    writeDurably(folder, 'note', 'content');
    expect(readFileSync(join(folder, 'note'), 'utf8')).toBe('content');
    expect(statSync(join(folder, 'note')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['note']);
  });

  it('stays as it was where the new content cannot be written', () => {
    expect(() => writeDurably(join(folder, 'none'), 'note', 'other')).toThrow('ENOENT');
    expect(readFileSync(join(folder, 'note'), 'utf8')).toBe('content');
  });
});
