import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  copySandboxRegion,
  type FakeAgency,
  type LaunchedSimpul,
  launchSimpul,
  oneProcessOnly,
  startFakeAgency,
  temporaryFolder,
} from '@simpul/testing';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnosis, runDoctor } from './run-doctor.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(120_000);

const suite = oneProcessOnly('doctor examines the data folder of the whole bus') ? describe : describe.skip;
const folder = temporaryFolder();
const data = join(folder.path, 'data');
let agency: FakeAgency;
let region: string;
let bus: LaunchedSimpul;

beforeAll(async () => {
  agency = await startFakeAgency();
  region = copySandboxRegion(join(folder.path, 'region'), { standIns: agency.url });
  bus = await launchSimpul({ region, data });
});
afterAll(async () => {
  await bus.stop();
  await agency.stop();
  folder.remove();
});

const errorsOf = ({ states }: Diagnosis) => [...states].filter(([, state]) => state === 'error').map(([code]) => code);
const digestOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

suite('a bus that runs', () => {
  it('is well, and is known by what the folder holds and the region file says', async () => {
    const diagnosis = await runDoctor('--data', data, '--region', region);
    expect(errorsOf(diagnosis)).toEqual([]);
    expect(diagnosis.code).toBe(0);
    for (const code of [
      'folder-fine',
      'bus-ready',
      'clock-agrees',
      'ports-ours',
      'keys-private',
      'keys-published',
      'registry-same',
      'subsystems-fine',
      'agreements-in-force',
      'providers-connect',
      'checkpoint-fresh',
      'findings-none',
    ]) {
      expect([code, diagnosis.states.get(code)]).toEqual([code, 'ok']);
    }
    // The sandbox's own examples of agreements that are not in force.
    expect(diagnosis.states.get('agreement-ended')).toBe('warning');
    expect(diagnosis.states.get('agreement-suspended')).toBe('warning');
    expect(agency.seen).toEqual([]);
  });

  it('is asked how far it differs from a region file that was not applied, whose provider is gone', async () => {
    const gone = await startFakeAgency();
    await gone.stop();
    const edit = (text: string) => text.replace('name: { id: SiMaya }', 'name: { id: SiMaya 2 }');
    const moved = copySandboxRegion(join(folder.path, 'moved'), { standIns: gone.url, edit });
    const { code, states, texts } = await runDoctor('--data', data, '--region', moved);
    expect(code).toBe(2);
    expect(states.get('registry-differs')).toBe('warning');
    expect(texts.get('registry-differs')).toMatch(/in [2-9] objects/);
    expect(texts.get('provider-unreachable')).toContain(`${gone.url} takes no connection: ECONNREFUSED`);
  });

  it('is looked at from outside', async () => {
    const diagnosis = await runDoctor('--url', bus.url);
    expect(diagnosis.code).toBe(0);
    expect(diagnosis.states.get('bus-ready')).toBe('ok');
    expect(diagnosis.states.get('checkpoint-fresh')).toBe('ok');
    expect(diagnosis.states.get('region-unknown')).toBe('not checked');
    expect(diagnosis.states.get('providers-outside')).toBe('not checked');
    expect(diagnosis.states.get('findings-hidden')).toBe('not checked');
  });

  it('does not have the keys of another folder', async () => {
    const other = join(folder.path, 'other');
    for (const part of ['keys', 'run', 'store']) mkdirSync(join(other, part), { recursive: true, mode: 0o700 });
    for (const name of ['instance.json', 'run/endpoint.json']) copyFileSync(join(data, name), join(other, name));
    cpSync(join(data, 'keys'), join(other, 'keys'), { recursive: true });
    const token = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
    writeFileSync(join(other, 'keys/token-signing.jwk'), JSON.stringify(token), { mode: 0o600 });
    const log = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
    writeFileSync(join(other, 'keys/log-ed25519.pem'), log, { mode: 0o600 });
    const { code, states } = await runDoctor('--data', other);
    expect(code).toBe(2);
    expect(states.get('token-key-differs')).toBe('error');
    expect(states.get('log-key-differs')).toBe('error');
    expect(states.get('bus-elsewhere')).toBe('warning');
    expect(states.get('store-missing')).toBe('error');
  });
});

suite('a bus that does not run', () => {
  it('is known by its registry, which is read and left as it is, and starts again', async () => {
    const { port } = bus;
    await bus.kill();
    // What was killed was a wrapper; what it started may still end.
    const { pid } = JSON.parse(readFileSync(join(data, 'run/endpoint.json'), 'utf8')) as { pid: number };
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    while (isAlive(pid)) await new Promise((done) => setImmediate(done));
    const store = join(data, 'store/registry.sqlite');
    const before = digestOf(store);
    const diagnosis = await runDoctor('--data', data);
    expect(errorsOf(diagnosis)).toEqual([]);
    expect(diagnosis.states.get('bus-killed')).toBe('warning');
    for (const code of ['registry-read', 'providers-connect', 'port-free', 'keys-private']) {
      expect([code, diagnosis.states.get(code)]).toEqual([code, 'ok']);
    }
    expect(digestOf(store)).toBe(before);
    bus = await launchSimpul({ region, data, port });
    expect((await runDoctor('--data', data)).states.get('bus-ready')).toBe('ok');
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
