import { afterAll, describe, expect, it } from '@jest/globals';
import { CONFIG, isSimpulError, type SimpulError } from '@simpul/errors';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Type from 'typebox';
import { type ConfigSources, loadConfig } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'simpul-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SCHEMA = Type.Object(
  {
    publicUrl: Type.String({ minLength: 5 }),
    port: Type.Integer({ default: 8080, maximum: 65_535 }),
    strict: Type.Optional(Type.Boolean()),
    level: Type.Optional(Type.Enum(['info', 'debug'])),
  },
  { additionalProperties: false },
);

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
const load = (sources: Partial<ConfigSources>) => loadConfig(SCHEMA, { flags: {}, env: {}, ...sources });

function refusal(sources: Partial<ConfigSources>): SimpulError {
  try {
    load(sources);
  } catch (error) {
    if (isSimpulError(error, CONFIG.INVALID)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a setting', () => {
  const config = file('all.yaml', 'publicUrl: https://file\nport: 1\n');
  const secret = file('secret', 'https://secret\n');

  it('is taken from the flag, else the variable, else the file that a variable names, else the file', () => {
    const flags = { publicUrl: 'https://flag' };
    const env = { SIMPUL_PUBLIC_URL: 'https://variable' };
    const named = { SIMPUL_PUBLIC_URL_FILE: secret };
    expect(load({ flags, env: { ...env, ...named }, file: config }).publicUrl).toBe('https://flag');
    expect(load({ env: { ...env, ...named }, file: config }).publicUrl).toBe('https://variable');
    expect(load({ env: named, file: config }).publicUrl).toBe('https://secret');
    expect(load({ file: config }).publicUrl).toBe('https://file');
  });

  it('may each come from another place, or be left to its default', () => {
    expect(load({ env: { SIMPUL_STRICT: 'true' }, file: config })).toEqual({
      publicUrl: 'https://file',
      port: 1,
      strict: true,
    });
    expect(load({ flags: { publicUrl: 'https://flag' } })).toEqual({ publicUrl: 'https://flag', port: 8080 });
  });

  it('is turned from text into what it is', () => {
    const flags = { publicUrl: 'https://x', port: '443', strict: 'false' };
    expect(load({ flags })).toEqual({ publicUrl: 'https://x', port: 443, strict: false });
  });

  it('keeps all of a secret but the line feed at its end', () => {
    const padded = file('padded', ' a\nb \r\n');
    expect(load({ env: { SIMPUL_PUBLIC_URL_FILE: padded } }).publicUrl).toBe(' a\nb ');
  });

  it('may stand in JSON', () => {
    expect(load({ file: file('all.json', '{"publicUrl":"https://json"}') }).publicUrl).toBe('https://json');
  });

  it('cannot be changed afterwards', () => {
    expect(Object.isFrozen(load({ file: config }))).toBe(true);
  });
});

describe('a mistake is refused under the name where it was made', () => {
  it.each<[string, Partial<ConfigSources>, string]>([
    ['a flag', { flags: { publicUrl: 'https://x', port: 'many' } }, '--port'],
    ['a variable', { flags: { publicUrl: 'https://x' }, env: { SIMPUL_PORT: '65536' } }, 'SIMPUL_PORT'],
    ['an empty variable', { flags: { publicUrl: 'https://x' }, env: { SIMPUL_PORT: '' } }, 'SIMPUL_PORT'],
    ['a choice', { flags: { publicUrl: 'https://x', level: 'loud' } }, '--level'],
    ['a missing setting', {}, '--public-url'],
  ])('%s', (_, sources, name) => {
    expect(refusal(sources).params['name']).toBe(name);
  });

  it('a missing setting tells how to set it', () => {
    expect(refusal({}).message).toContain('SIMPUL_PUBLIC_URL');
  });

  it('a value from a file', () => {
    const path = file('wrong.yaml', 'publicUrl: https://x\nport: many\n');
    expect(refusal({ file: path }).params['name']).toBe(`${path}: port`);
  });

  it('a key that there is not', () => {
    const path = file('unknown.yaml', 'publicUrl: https://x\npublicURL: https://x\n');
    expect(refusal({ file: path }).params['name']).toBe(`${path}: publicURL`);
  });

  it('a secret of the wrong shape, without its value', () => {
    const error = refusal({ env: { SIMPUL_PUBLIC_URL_FILE: file('short', 'hush') } });
    expect(error.params['name']).toBe('SIMPUL_PUBLIC_URL_FILE');
    expect(error.message).not.toContain('hush');
  });

  it('a file that cannot be read, under what named it', () => {
    expect(refusal({ file: join(folder, 'none.yaml') }).params['name']).toBe('--config');
    const env = { SIMPUL_PUBLIC_URL_FILE: join(folder, 'none') };
    expect(refusal({ env }).params['name']).toBe('SIMPUL_PUBLIC_URL_FILE');
  });

  it.each(['- a\n', 'text\n', 'a: [\n', 'a: 1\na: 2\n', 'a: &x 1\nb: *x\n'])('a file with %j', (text) => {
    expect(() => load({ file: file('odd.yaml', text) })).toThrow();
  });
});
