import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '@simpul/config';
import type { Agreement, RegistryObject, Service, Settings, Subsystem } from '@simpul/contracts';
import { layoutOf } from '../../src/compose/data-layout.ts';
import { UpConfig } from '../../src/compose/up-config.ts';
import { examineFolder } from '../../src/doctor/examine-folder.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import type { Folder, Heard, KnownRegion, Patient, Reached } from '../../src/doctor/patient.ts';
import type { Terminal } from '../../src/terminal.ts';

export const NOW = Date.UTC(2026, 10, 25, 12);
export const DAY_MS = 86_400_000;
export const SIAK = 'ID-LA/GOV/1871-DISDUKCAPIL/siak';
export const SERVICE = 'ID-LA/GOV/1871-DPMPTSP/sicantik/permit-status';

export const TERMINAL: Terminal = {
  env: {},
  cwd: process.cwd(),
  stdin: (async function* nothing() {})(),
  out: () => undefined,
  err: () => undefined,
  wait: () => Promise.resolve(),
  now: () => NOW,
};

/** A patient of whom nothing is known but what a test says. */
export function makePatient(known: Partial<Patient> = {}): Patient {
  return {
    terminal: TERMINAL,
    settings: loadConfig(UpConfig, { flags: {}, env: {} }),
    regionProblems: [],
    ...known,
  };
}

/** A set-up's settings, as `simpul up` would have them. */
export function settingsOf(flags: Readonly<Record<string, string>>): UpConfig {
  return loadConfig(UpConfig, { flags, env: {} });
}

export const INSTANCE = {
  format: 1,
  mode: 'sandbox',
  instance: 'ID-LA',
  publicUrl: 'http://localhost:8080',
  logOrigins: [],
} as const;

/** Files of a data folder after a first start; contents are of no matter but for `instance.json`. */
export function writeDataFolder(path: string, instance: object | string = INSTANCE): void {
  for (const part of ['keys', 'store', 'credentials', 'run'])
    mkdirSync(join(path, part), { recursive: true, mode: 0o700 });
  const files = {
    'instance.json': typeof instance === 'string' ? instance : JSON.stringify(instance),
    'keys/token-signing.jwk': '{}',
    'keys/dpop-nonce.jwk': '{}',
    'keys/log-ed25519.pem': '',
    'keys/log-ml-dsa-44.pem': '',
    'store/registry.sqlite': '',
    'store/identity.sqlite': '',
    'store/exchange.sqlite': '',
    'store/audit.sqlite': '',
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(path, name), text, { mode: 0o600 });
    // By the clock that the checks are given: by its own the file may be of their future.
    utimesSync(join(path, name), NOW / 1000, NOW / 1000);
  }
}

export async function examined(path: string): Promise<Folder> {
  const folder = await examineFolder(path);
  if (folder === undefined) throw new Error(`${path} is not there`);
  return folder;
}

/** A folder as `examineFolder` would describe it, with members as a test says. */
export function folderWith(known: Partial<Folder> = {}): Folder {
  return {
    path: '/data',
    layout: layoutOf('/data'),
    instance: INSTANCE,
    state: 'stopped',
    files: [],
    unreadable: [],
    ...known,
  };
}

/** A bus that answers; whoever asks it for more fails. */
export function answering(heard: Partial<Heard> = {}): Reached {
  const refuse = (): Promise<never> => Promise.reject(new Error('not asked in this test'));
  return {
    answers: true,
    bus: { url: 'http://localhost:8080', publicUrl: 'http://localhost:8080', http: { send: refuse, close: refuse } },
    heard: { sentAt: NOW, receivedAt: NOW, ready: true, instance: 'ID-LA', mode: 'sandbox', ...heard },
    signIn: refuse,
  };
}

const SETTINGS: Settings = {
  instance: 'ID-LA',
  name: { id: 'Lampung' },
  mode: 'sandbox',
  timezone: 'Asia/Jakarta',
  xroad: { errorStyle: 'x7' },
  egress: { allow: ['127.0.0.1/32'] },
};

export function regionOf(objects: readonly RegistryObject[], settings: Partial<Settings> = {}): KnownRegion {
  return { settings: { ...SETTINGS, ...settings }, objects, from: 'file', warnings: [] };
}

export function subsystem(value: Partial<Subsystem> = {}): RegistryObject {
  const whole: Subsystem = {
    id: SIAK,
    name: { id: 'SIAK' },
    link: 'token',
    status: 'active',
    certificates: [],
    ...value,
  };
  return { kind: 'subsystem', id: whole.id, value: whole };
}

export function service(value: Partial<Service> = {}): RegistryObject {
  const whole: Service = {
    id: SERVICE,
    name: { id: 'Izin' },
    type: 'REST',
    version: '1',
    url: 'http://127.0.0.1:9101',
    maxBody: 1,
    encodedSlash: 'refuse',
    connector: { kind: 'rest', auth: { kind: 'none' } },
    timeoutMs: 1000,
    status: 'active',
    notice: '',
    responses: 'report',
    ...value,
  };
  return { kind: 'service', id: whole.id, value: whole };
}

export function agreement(value: Partial<Agreement> = {}): RegistryObject {
  const whole: Agreement = {
    id: 'PKS-1',
    version: 1,
    dataElements: [],
    personal: 'none',
    consumer: SIAK,
    service: SERVICE,
    purpose: { code: 'a', text: { id: 'a' } },
    legalBasis: 'a',
    validFrom: '2026-01-01',
    validUntil: '2027-12-31',
    signatures: 'none',
    status: 'active',
    digest: 'x'.repeat(43),
    ...value,
  };
  return { kind: 'agreement', id: whole.id, value: whole };
}

/** Codes of findings, for tests that ask which there are. */
export function codes(findings: readonly Finding[]): string[] {
  return findings.map(({ code }) => code);
}
