import type { RegistryObject } from '@simpul/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createAuthority,
  type FakeAgency,
  openOnLoopback,
  startFakeAgency,
  type TemporaryFolder,
  temporaryFolder,
} from '@simpul/testing';
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { checkConnectorFiles } from '../../../src/doctor/checks/connector-files.ts';
import { checkProviders } from '../../../src/doctor/checks/providers.ts';
import { codes, folderWith, makePatient, regionOf, service, SERVICE, TERMINAL } from '../make-patient.ts';

const folder = folderWith();
const real = { ...TERMINAL, now: () => Date.now() };
let agency: FakeAgency;
let files: TemporaryFolder;
const place = (name: string) => join(files.path, name);

beforeAll(async () => {
  agency = await startFakeAgency();
  files = temporaryFolder();
});
afterAll(async () => {
  await agency.stop();
  files.remove();
});

const look = (...services: readonly Parameters<typeof service>[0][]) =>
  checkProviders(makePatient({ folder, region: regionOf(services.map((value) => service(value))), terminal: real }));

describe('the addresses of services', () => {
  it('take connections, and are asked nothing', async () => {
    const found = await look({ url: `${agency.url}/a` }, { id: `${SERVICE}-2`, url: `${agency.url}/b` });
    expect(found).toMatchObject([
      { code: 'providers-connect', what: '1 of 1 addresses of active services take connections' },
    ]);
    expect(agency.seen).toEqual([]);
  });

  it('do not, and the services behind them are named', async () => {
    const gone = await startFakeAgency();
    await gone.stop();
    const found = await look(
      { url: gone.url },
      { id: `${SERVICE}-2`, url: gone.url },
      { id: `${SERVICE}-3`, url: agency.url },
    );
    expect(found).toMatchObject([{ code: 'provider-unreachable' }]);
    expect(found[0]?.what).toBe(`${gone.url} takes no connection: ECONNREFUSED (${SERVICE} and 1 more)`);
  });

  it.each(['http://10.255.255.1', 'http://169.254.169.254', 'http://127.0.0.1:8080'])(
    'that the bus would not call are not called: %s',
    async (url) => {
      expect(codes(await look({ url }))).toEqual(['provider-egress']);
    },
  );

  it('are looked up as the bus looks them up', async () => {
    // "localhost" has an address that the region's egress allows, and on most machines one that it does not.
    const found = codes(await look({ url: `http://localhost:${agency.port}` }));
    expect(['providers-connect', 'provider-egress']).toContain(found[0]);
    expect(codes(await look({ url: 'http://no-such-host.invalid' }))).toEqual(['provider-unreachable']);
  });

  it('of members are held to what the member may address', async () => {
    const member: RegistryObject = {
      kind: 'member',
      id: 'ID-LA/GOV/1871-DPMPTSP',
      value: { id: 'ID-LA/GOV/1871-DPMPTSP', name: { id: 'a' }, kind: 'opd', egress: { allow: ['127.0.0.2/32'] } },
    };
    const region = regionOf([member, service({ url: agency.url })]);
    expect(codes(await checkProviders(makePatient({ folder, region })))).toEqual(['provider-egress']);
  });

  it('are not tried for services that are not called', async () => {
    expect(codes(await look({ url: 'http://127.0.0.1:1', status: 'maintenance' }))).toEqual(['providers-none']);
  });

  it('are tried only where the bus would', async () => {
    const region = regionOf([service({ url: agency.url })]);
    expect(codes(await checkProviders(makePatient({ region })))).toEqual(['providers-outside']);
    expect(codes(await checkProviders(makePatient({ folder })))).toEqual(['providers-unknown']);
  });

  it('must show a certificate that is trusted, and not about to end', async () => {
    const authority = await createAuthority();
    writeFileSync(place('ca.pem'), authority.cert);
    const serve = async (untilDays: number) =>
      openOnLoopback(createServer(await authority.server({ names: ['localhost', '127.0.0.1'], untilDays })));
    const [fresh, old] = await Promise.all([serve(90), serve(10)]);
    const url = (port: number) => `https://127.0.0.1:${port}`;
    const connector = { kind: 'rest', auth: { kind: 'none' }, ca: place('ca.pem') } as const;
    expect(codes(await look({ url: url(fresh.port), connector }))).toEqual(['providers-connect']);
    expect(codes(await look({ url: url(old.port), connector }))).toEqual(['providers-connect', 'certificate-ends']);
    expect(codes(await look({ url: url(fresh.port) }))).toEqual(['provider-unreachable']);
    await Promise.all([fresh.stop(), old.stop()]);
  });
});

describe('files of connectors', () => {
  const connectorOf = (auth: object, ca?: string) =>
    ({ connector: { kind: 'rest', auth, ...(ca === undefined ? {} : { ca }) } }) as Parameters<typeof service>[0];
  const inspect = (value: Parameters<typeof service>[0], mode: 'sandbox' | 'production' = 'production') =>
    checkConnectorFiles(makePatient({ folder, region: regionOf([service(value)], { mode }), terminal: real }));
  const header = (secret: object) => connectorOf({ kind: 'header', name: 'X', secret });

  it('are there, for nobody else', async () => {
    writeFileSync(place('secret'), 's', { mode: 0o600 });
    expect(codes(await inspect(header({ file: place('secret') })))).toEqual(['connector-files-fine']);
    chmodSync(place('secret'), 0o644);
    expect(codes(await inspect(header({ file: place('secret') })))).toEqual(['secret-open']);
    expect(codes(await inspect(header({ file: place('secret') }), 'sandbox'))).toEqual(['secret-open-here']);
    expect(codes(await inspect(header({ file: place('none') })))).toEqual(['connector-file-missing']);
  });

  it('hold certificates that are good for a while', async () => {
    const authority = await createAuthority({ name: 'a', untilDays: 10 });
    const client = await authority.client({ name: 'bus', fromDays: -20, untilDays: -1 });
    writeFileSync(place('ca.pem'), authority.cert);
    writeFileSync(place('client.pem'), client.cert);
    writeFileSync(place('client.key'), client.key, { mode: 0o600 });
    const auth = { kind: 'mtls', certificate: { file: place('client.pem') }, key: { file: place('client.key') } };
    expect(codes(await inspect(connectorOf(auth, place('ca.pem')))).toSorted()).toEqual([
      'certificate-ends',
      'certificate-expired',
    ]);
    writeFileSync(place('ca.pem'), 'no certificate');
    expect(codes(await inspect(connectorOf({ kind: 'none' }, place('ca.pem'))))).toEqual(['connector-file-unusable']);
  });

  it('are not seen from outside, nor variables of another process', async () => {
    const region = regionOf([service(header({ file: '/x' })), service(header({ env: 'TOKEN_A' }))]);
    expect(codes(await checkConnectorFiles(makePatient({ region })))).toEqual([
      'connector-files-outside',
      'secret-variables',
    ]);
  });
});
