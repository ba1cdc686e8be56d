import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SIGNING_KEYS } from './signing-keys.ts';

/** Where the providers' systems of the region stand. */
export interface Systems {
  /** A fake agency; the first segment of a path says how it behaves. */
  readonly agencyPort: number;
  /** A system with a certificate that nobody vouches for. */
  readonly tlsPort: number;
  /** Nobody listens here. */
  readonly closedPort: number;
}

export const INSTANCE = 'ID-UJI';
/** Calls without a token. */
export const CALLER = `${INSTANCE}/GOV/KONSUMEN/terbuka`;
/** Calls with a token. */
export const KEYED = `${INSTANCE}/GOV/KONSUMEN/bertoken`;
/** Has a token and loses its registration: `writeRegion` leaves it out `later`. */
export const LEAVER = `${INSTANCE}/GOV/KONSUMEN/pamit`;
/** Has a token and gets an open link `later`. */
export const MOVER = `${INSTANCE}/GOV/KONSUMEN/pindah`;
/** Has an mtls link. */
export const CERTIFIED = `${INSTANCE}/GOV/KONSUMEN/bersertifikat`;
/** Signs its requests, and calls without a token. */
export const SIGNER = `${INSTANCE}/GOV/KONSUMEN/penanda`;
/** Address of the proxy that the bus believes. */
export const PROXY = '127.0.0.2';
export const SUSPENDED = `${INSTANCE}/GOV/KONSUMEN/tangguh`;
/** Bytes that the service `small` takes. */
export const SMALL_BODY = 16;
/** Bytes of the largest body that is held, and so of the largest that may be signed. */
export const HELD_BODY = 8 * 1024 * 1024;
/** Milliseconds after which the service `hang` is given up. */
const SHORT_MS = 1000;

const PROVIDER = 'GOV/PENYEDIA/sistem';
const text = (id: string) => ({ id });

/** Address of a service of the region on the bus. */
export function road(service: string, subsystem = PROVIDER): string {
  return `/r1/${INSTANCE}/${subsystem}/${service}`;
}

function agreement(id: string, service: string, more: object = {}) {
  return {
    id,
    consumer: CALLER,
    service: service.includes('/') ? service : `${PROVIDER}/${service}`,
    purpose: { code: 'uji', text: text('Uji galat') },
    legalBasis: 'Peraturan uji',
    validFrom: '2020-01-01',
    validUntil: '2099-12-31',
    ...more,
  };
}

const USABLE =
  'echo small contracted enforced unusable disabled maintenance quick slow hang cut large down flaky tls secret';
const AGREEMENTS = USABLE.split(' ')
  .map((service) => agreement(`PKS-${service}`, service))
  .concat(
    agreement('PKS-kerumunan', 'GOV/PENYEDIA/ramai/crowd'),
    agreement('PKS-tangguh', 'GOV/PENYEDIA/tangguh/any'),
    agreement('PKS-tembok', 'GOV/TEMBOK/sistem/walled'),
    agreement('PKS-token', 'echo', { consumer: KEYED }),
    agreement('PKS-pindah', 'echo', { consumer: MOVER }),
    agreement('PKS-versi', 'versioned', { major: 1 }),
    agreement('PKS-usang', 'outdated', { major: 7 }),
    agreement('PKS-contoh', 'example'),
    agreement('PKS-wakil', 'delegated', { onBehalfOf: 'GOV/SETDA' }),
    agreement('PKS-titipan', 'provided', { providedFor: 'GOV/SETDA' }),
    agreement('PKS-layak', 'eligible', { eligibility: { kind: ['pemkot'] } }),
    agreement('PKS-cabut', 'revoked', { status: 'revoked' }),
    agreement('PKS-nanti', 'coming', { validFrom: '2099-01-01' }),
    agreement('PKS-lewat', 'expired', { validUntil: '2020-12-31' }),
    agreement('PKS-henti', 'stopped', { status: 'suspended' }),
    agreement('PKS-jalur', 'narrow', { endpoints: [{ method: 'GET', path: '/only' }] }),
    agreement('PKS-dua-a', 'twice', { purpose: { code: 'satu', text: text('Satu') } }),
    agreement('PKS-dua-b', 'twice', { purpose: { code: 'dua', text: text('Dua') } }),
    agreement('PKS-tanda', 'signed', { signatures: 'request' }),
    agreement('PKS-tanda-2', 'signed', { consumer: SIGNER, signatures: 'request' }),
    agreement('PKS-segel', 'sealed', { consumer: SIGNER, signatures: 'both' }),
    agreement('PKS-kuota', 'scarce', { quota: { perMinute: 1 } }),
  );

/** Writes the region and its contracts into a folder. `later` is how it stands after a change. @returns its file. */
export function writeRegion(folder: string, systems: Systems, later = false): string {
  const agency = `http://127.0.0.1:${systems.agencyPort}`;
  const service = (code: string, more: object = {}) => ({
    code,
    name: text(code),
    type: 'REST',
    version: '1',
    url: `${agency}/${code}`,
    ...more,
  });
  const contracted = (code: string, openapi: string, more: object = {}) =>
    service(code, { type: 'OPENAPI', openapi, ...more });
  const { url: _, ...withoutBackend } = contracted('example', './silent.json');
  const subsystem = (code: string, more: object = {}) => ({ code, name: text(code), ...more });
  const secret = { kind: 'header', name: 'X-Api-Key', secret: { file: './no-such-secret' } };
  const services = [
    service('versioned', {
      versions: [
        { version: '0.9.0', state: 'retired' },
        { version: '2.0.0', state: 'active' },
      ],
    }),
    withoutBackend,
    ...['outdated', 'delegated', 'provided', 'eligible', 'revoked'].map((code) => service(code)),
    ...['echo', 'unagreed', 'coming', 'expired', 'stopped', 'narrow', 'twice', 'sealed', 'scarce'].map((code) =>
      service(code),
    ),
    service('signed', { maxBody: 2 * HELD_BODY }),
    service('small', { maxBody: SMALL_BODY }),
    service('disabled', { status: 'disabled', notice: 'Tutup' }),
    service('maintenance', { status: 'maintenance', notice: 'Perawatan' }),
    contracted('contracted', './contract.json'),
    contracted('enforced', './contract.json', { responses: 'enforce' }),
    contracted('unusable', './unusable.json'),
    service('hang', { timeoutMs: SHORT_MS }),
    ...['cut', 'large', 'quick', 'slow'].map((code) => service(code)),
    service('down', { url: `http://127.0.0.1:${systems.closedPort}` }),
    service('flaky', { url: `http://127.0.0.1:${systems.closedPort}` }),
    service('tls', { url: `https://127.0.0.1:${systems.tlsPort}` }),
    service('secret', { connector: { kind: 'rest', auth: secret } }),
  ];
  const consumers = [
    subsystem('terbuka', { link: 'open' }),
    subsystem('penanda', { link: 'open', jwks: { keys: SIGNING_KEYS.map(({ shown }) => shown) } }),
    subsystem('bertoken', { link: 'token' }),
    subsystem('bersertifikat', { link: 'mtls' }),
    subsystem('tangguh', { link: 'open', status: 'suspended' }),
    subsystem('pindah', { link: later ? 'open' : 'token' }),
    ...(later ? [] : [subsystem('pamit', { link: 'token' })]),
  ];
  const providers = [
    subsystem('sistem', { services }),
    subsystem('ramai', { services: [service('crowd')] }),
    subsystem('tangguh', { status: 'suspended', services: [service('any')] }),
  ];
  const member = (code: string, subsystems: readonly object[], more: object = {}) => ({
    class: 'GOV',
    code,
    name: text(code),
    kind: 'opd',
    subsystems,
    ...more,
  });
  const region = {
    version: 1,
    instance: INSTANCE,
    name: text('Wilayah uji'),
    mode: 'sandbox',
    xroad: { server: `${INSTANCE}/GOV/PENYEDIA/bus` },
    egress: { allow: ['127.0.0.0/8'] },
    members: [
      member('KONSUMEN', consumers),
      member('PENYEDIA', providers, { egress: { allow: ['127.0.0.1/32'] } }),
      // Its service has an address outside its own range.
      member('TEMBOK', [subsystem('sistem', { services: [service('walled')] })], {
        egress: { allow: ['127.0.0.2/32'] },
      }),
    ],
    agreements: AGREEMENTS,
  };
  writeFileSync(join(folder, 'contract.json'), JSON.stringify(CONTRACT));
  writeFileSync(join(folder, 'silent.json'), JSON.stringify(SILENT));
  writeFileSync(join(folder, 'unusable.json'), JSON.stringify(UNUSABLE));
  const file = join(folder, later ? 'later.json' : 'region.json');
  writeFileSync(file, JSON.stringify(region, undefined, 2));
  return file;
}

const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const answered = { '200': { description: 'ok', ...json({ type: 'object', properties: { ok: { type: 'boolean' } } }) } };
const CONTRACT = {
  openapi: '3.1.0',
  info: { title: 'Izin', version: '1' },
  paths: {
    '/permits/{number}': {
      get: {
        parameters: [{ name: 'number', in: 'path', required: true, schema: { type: 'integer' } }],
        responses: answered,
      },
    },
    '/permits': {
      post: {
        requestBody: {
          required: true,
          ...json({ type: 'object', properties: { name: { type: 'string' } }, required: ['name'] }),
        },
        responses: answered,
      },
    },
  },
};
/** Says nothing of answers. */
const SILENT = { openapi: '3.1.0', info: { title: 'Diam', version: '1' }, paths: { '/x': { get: { responses: {} } } } };
/** Well formed, but two of its paths match the same. */
const UNUSABLE = {
  openapi: '3.1.0',
  info: { title: 'Rusak', version: '1' },
  paths: Object.fromEntries(
    ['a', 'b'].map((name) => {
      const parameters = [{ name, in: 'path', required: true, schema: {} }];
      return [`/x/{${name}}`, { get: { parameters, responses: answered } }];
    }),
  ),
};
