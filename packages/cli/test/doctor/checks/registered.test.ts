import type { Subsystem } from '@simpul/contracts';
import { describe, expect, it } from '@jest/globals';
import { checkAgreements } from '../../../src/doctor/checks/agreements.ts';
import { checkSandboxLeftOvers } from '../../../src/doctor/checks/sandbox-left-overs.ts';
import { checkSubsystems } from '../../../src/doctor/checks/subsystems.ts';
import {
  agreement,
  answering,
  codes,
  folderWith,
  makePatient,
  regionOf,
  service,
  SIAK,
  subsystem,
  TERMINAL,
} from '../make-patient.ts';

const KEY = { kty: 'EC' };

describe('agreements', () => {
  const look = (value: Parameters<typeof agreement>[0], now?: number) =>
    checkAgreements(
      makePatient({
        region: regionOf([agreement(value)]),
        ...(now === undefined ? {} : { terminal: { ...TERMINAL, now: () => now } }),
      }),
    );

  it.each([
    { validUntil: '2026-12-25', found: ['agreements-in-force'] },
    { validUntil: '2026-12-24', found: ['agreements-in-force', 'agreement-ends'] },
    { validUntil: '2026-11-25', found: ['agreements-in-force', 'agreement-ends'] },
    { validUntil: '2026-11-24', found: ['agreements-none', 'agreement-ended'] },
  ])('that end on $validUntil, seen on 2026-11-25: $found', async ({ validUntil, found }) => {
    expect(codes(await look({ validUntil }))).toEqual(found);
  });

  it('end by the days of their region', async () => {
    // 2026-11-24 20:00 UTC is the 25th in Jakarta.
    const found = await look({ validUntil: '2026-11-24' }, Date.UTC(2026, 10, 24, 20));
    expect(codes(found)).toContain('agreement-ended');
  });

  it('are in force neither suspended nor before their first day', async () => {
    expect(codes(await look({ status: 'suspended' }))).toEqual(['agreements-none', 'agreement-suspended']);
    expect(codes(await look({ validFrom: '2026-11-26' }))).toEqual(['agreements-none']);
  });

  it('are not checked where they are not known', async () => {
    expect(codes(await checkAgreements(makePatient()))).toEqual(['agreements-unknown']);
  });
});

describe('subsystems', () => {
  const credential = {
    path: 'credentials/GOV.1871-DISDUKCAPIL.siak.jwk',
    isFolder: false,
    mode: 0o600,
    uid: 0,
    mtimeMs: 0,
  };

  it.each<{ value: Partial<Subsystem>; mode: 'sandbox' | 'production'; found: string }>([
    { value: { jwks: { keys: [KEY] } }, mode: 'production', found: 'subsystems-fine' },
    { value: {}, mode: 'production', found: 'subsystem-no-key' },
    { value: { jwks: { keys: [] } }, mode: 'production', found: 'subsystem-no-key' },
    { value: { jwksUri: 'https://a.example/jwks' }, mode: 'production', found: 'subsystems-fine' },
    { value: { link: 'mtls' }, mode: 'production', found: 'subsystem-no-certificate' },
    { value: { link: 'mtls', certificates: ['ab'] }, mode: 'production', found: 'subsystems-fine' },
    { value: { status: 'suspended' }, mode: 'production', found: 'subsystem-suspended' },
    { value: { link: 'open' }, mode: 'sandbox', found: 'subsystems-fine' },
    { value: {}, mode: 'sandbox', found: 'subsystems-fine' },
  ])('$value in $mode: $found', async ({ value, mode, found }) => {
    expect(codes(await checkSubsystems(makePatient({ region: regionOf([subsystem(value)], { mode }) })))).toEqual([
      found,
    ]);
  });

  it('of a sandbox have the key that was made for them, or none', async () => {
    const region = regionOf([subsystem()]);
    const look = (files: readonly (typeof credential)[]) =>
      checkSubsystems(makePatient({ region, folder: folderWith({ files }) }));
    expect(codes(await look([credential]))).toEqual(['subsystems-fine']);
    expect(codes(await look([]))).toEqual(['subsystem-no-key']);
  });
});

describe('left-overs of a sandbox', () => {
  const left = [
    subsystem({ link: 'open' }),
    subsystem({ jwksUri: 'http://a.example/jwks' }),
    service({ url: 'http://10.0.0.1/a' }),
    { kind: 'person', id: 'a@b', value: { email: 'a@b', role: 'auditor' } } as const,
  ];

  it('are found in production, each by its name', async () => {
    const files = [{ path: 'credentials/operator.jwk', isFolder: false, mode: 0o600, uid: 0, mtimeMs: 0 }];
    const region = regionOf(left, { mode: 'production' });
    const found = await checkSandboxLeftOvers(makePatient({ region, folder: folderWith({ files }) }));
    expect(found.map(({ code, what }) => [code, what.split(' ')[0]])).toEqual([
      ['left-over-key', '/data/credentials/operator.jwk'],
      ['left-over-link', SIAK],
      ['left-over-keys-address', SIAK],
      ['left-over-address', 'ID-LA/GOV/1871-DPMPTSP/sicantik/permit-status'],
      ['left-over-person', 'the'],
    ]);
  });

  it('are not looked for in a sandbox, and production has none where all is right', async () => {
    expect(codes(await checkSandboxLeftOvers(makePatient({ region: regionOf(left) })))).toEqual(['mode-sandbox']);
    const region = regionOf([subsystem({ jwks: { keys: [KEY] } }), service({ url: 'https://a.example' }), service()], {
      mode: 'production',
    });
    expect(codes(await checkSandboxLeftOvers(makePatient({ region })))).toEqual(['no-left-overs']);
  });

  it('are looked for where the bus itself says production, and nothing is said where nobody does', async () => {
    expect(codes(await checkSandboxLeftOvers(makePatient({ reached: answering({ mode: 'production' }) })))).toEqual([
      'no-left-overs',
    ]);
    expect(codes(await checkSandboxLeftOvers(makePatient()))).toEqual(['mode-unknown']);
  });
});
