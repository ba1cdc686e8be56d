import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../src', import.meta.url));
const files = globSync('**/*.ts', { cwd: folder });

describe('the package', () => {
  it('imports nothing but its own files, and names nothing that only Node has', () => {
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) {
      const source = readFileSync(`${folder}/${file}`, 'utf8');
      const imports = [...source.matchAll(/from '([^']+)'/g)].map(([, from]) => from);
      expect(imports.filter((from) => !/^\.{1,2}\/.+\.ts$/.test(from ?? ''))).toEqual([]);
      expect(source).not.toMatch(/\b(?:Buffer\.\w|process\.\w|require\(|import\()/);
    }
  });
});
