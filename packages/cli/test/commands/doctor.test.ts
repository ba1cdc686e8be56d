import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startFakeAgency, type TemporaryFolder, temporaryFolder } from '@simpul/testing';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../src/doctor/finding.ts';
import { runChecks } from '../../src/doctor/run-checks.ts';
import { makePatient, NOW, writeDataFolder } from '../doctor/make-patient.ts';
import { runIn } from '../support/fake-terminal.ts';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = temporaryFolder();
  const gone = await startFakeAgency();
  await gone.stop();
  const publicUrl = gone.url;
  const instance = { format: 1, mode: 'sandbox', instance: 'ID-LA', publicUrl, logOrigins: [] };
  writeDataFolder(folder.path, instance);
});
afterEach(() => folder.remove());

const place = (name: string) => join(folder.path, name);
const env = { SIMPUL_PORT: '0', SIMPUL_METRICS_PORT: '0' };
const doctor = (...args: readonly string[]) => runIn(['doctor', ...args], { env, now: NOW });

interface Diagnosis {
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Record<string, number>>;
}

describe('simpul doctor', () => {
  it('prints a line for each finding, how to mend it, and a count', async () => {
    chmodSync(place('keys/token-signing.jwk'), 0o644);
    const { out, err } = await doctor('--data', folder.path);
    expect(err).toBe('');
    expect(out).toMatch(/^error {8}keys {10}others may read the private key .*token-signing\.jwk \(mode 644\)$/m);
    expect(out).toMatch(/^ {27}Run: chmod 600 .*token-signing\.jwk; if others had access, replace the key$/m);
    expect(out).toMatch(/^\d+ ok, \d+ warnings?, \d+ errors?, \d+ not checked\n$/m);
    expect(out).not.toMatch(/\{\w+\}/);
  });

  it('ends with 2 for an error, and with 0 for less', async () => {
    const args = ['--data', folder.path, '--json'];
    const read = (text: string) => JSON.parse(text) as Diagnosis;
    const fine = await doctor(...args);
    expect(read(fine.out).findings.filter(({ state }) => state === 'error')).toEqual([]);
    expect(fine.code).toBe(0);
    chmodSync(place('keys/dpop-nonce.jwk'), 0o604);
    const { code, out } = await doctor(...args);
    const { findings, counts } = read(out);
    expect(code).toBe(2);
    expect(counts['error']).toBe(findings.filter(({ state }) => state === 'error').length);
    expect(findings).toContainEqual({
      check: 'keys',
      code: 'key-open',
      state: 'error',
      what: `others may read the private key ${place('keys/dpop-nonce.jwk')} (mode 604)`,
      mend: `Run: chmod 600 ${place('keys/dpop-nonce.jwk')}; if others had access, replace the key`,
    });
  });

  it('says that there is no data folder, and goes on', async () => {
    const { code, out } = await doctor('--data', place('none'));
    expect(code).toBe(2);
    expect(out).toContain(`there is no data folder at ${place('none')}`);
    expect(out).toContain('providers');
  });

  it('shows what is wrong with the region file and with the settings', async () => {
    writeFileSync(place('region.yaml'), 'version: 1\ninstance: ID-LA\nmod: sandbox\n');
    writeFileSync(place('config.yaml'), 'porst: 1\n');
    const { code, out } = await doctor(
      '--data',
      folder.path,
      '--region',
      place('region.yaml'),
      '--config',
      place('config.yaml'),
    );
    expect(code).toBe(2);
    expect(out).toContain('region.yaml:3:1: ');
    expect(out).toContain('there is no such setting');
  });

  it('looks from outside with --url, and says what it could not check', async () => {
    const { code, out } = await doctor('--url', 'http://127.0.0.1:1', '--json');
    const { findings } = JSON.parse(out) as Diagnosis;
    expect(code).toBe(2);
    const unchecked = findings.filter(({ state }) => state === 'not checked').map(({ code: each }) => each);
    expect(unchecked).toEqual(
      expect.arrayContaining(['folder-outside', 'keys-outside', 'ports-outside', 'providers-outside']),
    );
    expect(findings.filter(({ state }) => state === 'error')).toMatchObject([{ code: 'bus-unreachable' }]);
  });

  it('refuses an address that is none', async () => {
    const { code, err } = await doctor('--url', 'bus.example');
    expect(code).toBe(2);
    expect(err).toContain('is no address of a bus');
  });
});

describe('a check that fails itself', () => {
  it('is said, and the others go on', async () => {
    const found = await runChecks(makePatient(), {
      broken: () => Promise.reject(new Error('a bug')),
      next: () => Promise.resolve([]),
    });
    expect(found).toMatchObject([
      { code: 'check-failed', state: 'not checked', what: 'broken: the check itself failed (a bug)' },
    ]);
  });
});
