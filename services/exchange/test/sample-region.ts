import {
  type Agreement,
  type Contract,
  type Delegation,
  type ExchangeRequest,
  type LegacyLink,
  type Member,
  type RegistryObject,
  type Service,
  type Settings,
  type Subsystem,
  type Version,
  versionId,
} from '@simpul/contracts';
import { createLogger } from '@simpul/telemetry';
import { Directory } from '../src/domain/directory.ts';

export const CONSUMER = 'ID-LA/GOV/DISDUK/siak';
export const PROVIDER_MEMBER = 'ID-LA/GOV/DPMPTSP';
export const PROVIDER = `${PROVIDER_MEMBER}/sicantik`;
export const SERVICE_ID = `${PROVIDER}/permits`;
export const EXCHANGE_ID = '018f0000-0000-7000-8000-000000000001';
export const DIGEST = 'A'.repeat(43);

export const settings: Settings = {
  instance: 'ID-LA',
  name: { id: 'Provinsi Lampung' },
  mode: 'sandbox',
  timezone: 'Asia/Jakarta',
  xroad: { errorStyle: 'x7', server: 'ID-LA/GOV/DISKOMINFO/simpul-1' },
  egress: { allow: ['127.0.0.1/32'] },
};

export function memberOf(id: string, more: Partial<Member> = {}): Member {
  return { id, name: { id: `Dinas ${id}` }, kind: 'opd', ...more };
}

export function subsystemOf(id: string, more: Partial<Subsystem> = {}): Subsystem {
  return { id, name: { id: `Sistem ${id}` }, link: 'open', status: 'active', certificates: [], ...more };
}

export function serviceOf(id: string, more: Partial<Service> = {}): Service {
  return {
    id,
    name: { id: 'Izin' },
    type: 'REST',
    version: '1.2.0',
    url: 'http://127.0.0.1:1',
    maxBody: 1024,
    encodedSlash: 'refuse',
    connector: { kind: 'rest', auth: { kind: 'none' } },
    timeoutMs: 5000,
    status: 'active',
    notice: '',
    responses: 'report',
    ...more,
  };
}

export function agreementOf(more: Partial<Agreement> = {}): Agreement {
  return {
    id: 'PKS-1',
    version: 1,
    dataElements: [],
    personal: 'none',
    consumer: CONSUMER,
    service: SERVICE_ID,
    purpose: { code: 'verifikasi', text: { id: 'Verifikasi' } },
    legalBasis: 'Perpres 95/2018',
    validFrom: '2020-01-01',
    validUntil: '2099-12-31',
    signatures: 'none',
    status: 'active',
    digest: DIGEST,
    ...more,
  };
}

export function versionOf(service: string, version: string, more: Partial<Version> = {}): Version {
  return { service, version, state: 'active', ...more };
}

export function delegationOf(more: Partial<Delegation> = {}): Delegation {
  return {
    id: 'DEL-1',
    from: 'ID-LA/GOV/SETDA',
    to: 'ID-LA/GOV/DISDUK',
    side: 'consumer',
    legalBasis: 'SK 1/2026',
    validFrom: '2020-01-01',
    validUntil: '2099-12-31',
    status: 'active',
    digest: DIGEST,
    ...more,
  };
}

export function contractOf(service: string, document: unknown): Contract {
  const text = JSON.stringify(document);
  return { service, mediaType: 'application/json', text, digest: DIGEST };
}

export const asObject = {
  settings: (value: Settings = settings): RegistryObject => ({ kind: 'settings', id: value.instance, value }),
  member: (value: Member): RegistryObject => ({ kind: 'member', id: value.id, value }),
  subsystem: (value: Subsystem): RegistryObject => ({ kind: 'subsystem', id: value.id, value }),
  service: (value: Service): RegistryObject => ({ kind: 'service', id: value.id, value }),
  contract: (value: Contract): RegistryObject => ({ kind: 'contract', id: value.service, value }),
  version: (value: Version): RegistryObject => ({
    kind: 'version',
    id: versionId(value.service, value.version),
    value,
  }),
  delegation: (value: Delegation): RegistryObject => ({ kind: 'delegation', id: value.id, value }),
  link: (code: string, value: LegacyLink): RegistryObject => ({
    kind: 'link',
    id: `${value.subsystem}/${code}`,
    value,
  }),
  agreement: (value: Agreement): RegistryObject => ({ kind: 'agreement', id: value.id, value }),
};

/** A consumer and a provider on `open` links, with one service and one agreement; `more` replaces and adds. */
export function sampleRegion(...more: readonly RegistryObject[]): RegistryObject[] {
  return [
    asObject.settings(),
    asObject.member(memberOf(PROVIDER_MEMBER)),
    asObject.member(memberOf('ID-LA/GOV/DISDUK')),
    asObject.subsystem(subsystemOf(CONSUMER)),
    asObject.subsystem(subsystemOf(PROVIDER)),
    asObject.service(serviceOf(SERVICE_ID)),
    asObject.agreement(agreementOf()),
    ...more,
  ];
}

export function directoryOf(...more: readonly RegistryObject[]): Directory {
  const directory = new Directory();
  directory.apply(sampleRegion(...more), []);
  return directory;
}

/** A request of {@link CONSUMER} on loopback. */
export function requestOf(more: Partial<ExchangeRequest> = {}): ExchangeRequest {
  return {
    id: EXCHANGE_ID,
    arrivedAt: Date.now(),
    method: 'GET',
    target: `/r1/${SERVICE_ID}/permits/1`,
    headers: ['X-Road-Client', CONSUMER],
    credential: { link: 'open', loopback: true },
    ...more,
    road: { client: CONSUMER, ...more.road },
  };
}

export const silent = createLogger({ level: 'silent' });
