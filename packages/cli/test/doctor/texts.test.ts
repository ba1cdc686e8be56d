import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { finding } from '../../src/doctor/finding.ts';
import { TEXTS, type TextCode } from '../../src/doctor/texts.ts';

const SOURCE = join(import.meta.dirname, '../../src/doctor');
const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('texts'))
  .map((file) => readFileSync(join(SOURCE, file), 'utf8'))
  .join('\n');

describe('the table of texts', () => {
  it('holds no text that nothing says', () => {
    expect(Object.keys(TEXTS).filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
  });

  it('says how to mend everything that is not right', () => {
    const codes = Object.keys(TEXTS) as TextCode[];
    const silent = codes.map((code) => finding(code)).filter(({ state, mend }) => state !== 'ok' && mend === undefined);
    expect(silent).toEqual([]);
  });

  it('is filled in', () => {
    expect(finding('port-taken', { host: '127.0.0.1', port: 8080, flag: 'port' })).toEqual({
      check: 'ports',
      code: 'port-taken',
      state: 'error',
      what: '127.0.0.1:8080 is taken by another process',
      mend: 'End that process ("ss -ltnp" shows it), or choose another port with --port',
    });
  });
});
