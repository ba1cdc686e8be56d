import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import type { RawCallOptions } from '@simpul/testing';
import { GARBLE } from '../sandbox/recording-front.ts';
import { type SandboxBus, SERVICES } from '../sandbox/sandbox-bus.ts';
import { AT_BUS, AT_PROVIDER, PERSON } from './planted.ts';

/** The trace that one call of the run brings along. */
export const BROUGHT_TRACE = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' } as const;

const SIAK = 'GOV/1871-DISDUKCAPIL/siak';
const CITIZENS = 'GOV/18-DISKOMINFO/lampung-in';
const JSON_BODY = { 'content-type': 'application/json' };

const post = (value: unknown, headers: Readonly<Record<string, string>> = {}): RawCallOptions => ({
  method: 'POST',
  headers: { ...JSON_BODY, ...headers },
  body: typeof value === 'string' ? value : JSON.stringify(value),
});

/** Uses every service of the sandbox in every way that it has: allowed, refused, failing, slow and wrong. */
export async function useWholeSandbox(bus: SandboxBus): Promise<void> {
  await allowed(bus);
  await failing(bus);
  await refusedByContract(bus);
  await refusedByAgreement(bus);
  await unauthenticated(bus);
  await ownApis(bus);
}

async function allowed(bus: SandboxBus): Promise<void> {
  const headers = {
    'x-road-userid': AT_PROVIDER.userId,
    'x-road-id': AT_PROVIDER.xRoadId,
    'x-road-issue': AT_PROVIDER.issue,
    'x-catatan': AT_PROVIDER.ownHeader,
    cookie: AT_PROVIDER.cookie,
    accept: AT_PROVIDER.accept,
  };
  await bus.call(SIAK, SERVICES.permits, `/permits/${AT_PROVIDER.path}`, { headers });
  await bus.call(SIAK, SERVICES.permits, '/permits/123');
  await bus.call(CITIZENS, SERVICES.documents, `/dokumen?cari=${AT_PROVIDER.query}`, {
    headers: { 'x-simpul-provider-authorization': AT_PROVIDER.providerAuthorization },
  });
  await bus.call(CITIZENS, SERVICES.documents, '/dokumen?ukuran=5');
  await bus.call(CITIZENS, SERVICES.beds, '/tempat-tidur');
  await bus.call(CITIZENS, SERVICES.permits, '/permits/124', {
    headers: { 'x-road-represented-party': 'GOV/18-DPMPTSP' },
  });
  await bus.call('GOV/1804-DPMPTSP/sicantik', SERVICES.regions, '/kabupaten-kota/18.04/kecamatan', {
    headers: {
      traceparent: `00-${BROUGHT_TRACE.traceId}-${BROUGHT_TRACE.spanId}-01`,
      tracestate: AT_PROVIDER.traceState,
    },
  });
  await bus.call('GOV/18-INSPEKTORAT/e-audit', SERVICES.budgets, '/realisasi/2026?tunda=30');
  const { NIK, NO_KK, NAMA_LGKP, ALAMAT } = PERSON;
  const right = { NIK, NO_KK, NAMA_LGKP, ALAMAT };
  await bus.call('GOV/18-DINSOS/siks', SERVICES.residents, '/nik_verifby_elemen', post(right));
  const wrong = { NIK, NAMA_LGKP: AT_PROVIDER.name, ALAMAT: AT_PROVIDER.street, TRESHOLD: 80 };
  await bus.call('GOV/18-DINSOS/siks', SERVICES.residents, '/nik_verifby_elemen', post(wrong));
  const foreign = { NIK: AT_PROVIDER.foreignNik, NAMA_LGKP: AT_PROVIDER.name };
  await bus.call('GOV/1801-DPMPTSP/sicantik', SERVICES.residents, '/nik_verifby_elemen', post(foreign));
  await bus.openCall(SERVICES.permits, '/permits/125');
}

async function failing(bus: SandboxBus): Promise<void> {
  for (const how of ['galat-500', 'galat-503', 'json-rusak', 'menyimpang', 'putus']) {
    await bus.call(CITIZENS, SERVICES.beds, `/uji/${how}`);
  }
  await bus.call('GOV/18-INSPEKTORAT/e-audit', SERVICES.budgets, '/realisasi/2025?tunda=60000');
  await bus.openCall(SERVICES.regions, '/kabupaten-kota/18.99');
  await bus.openCall(SERVICES.regions, '/kabupaten-kota', { headers: { [GARBLE]: AT_PROVIDER.garbled } });
}

async function refusedByContract(bus: SandboxBus): Promise<void> {
  await bus.openCall(SERVICES.permits, `/${AT_BUS.path}`);
  await bus.openCall(SERVICES.permits, `/permits/../${AT_BUS.badPath}`);
  await bus.openCall(SERVICES.permits, `/permits/%zz${AT_BUS.badPath}`);
  await bus.openCall(SERVICES.permits, `/permits/${AT_BUS.parameter}`);
  await bus.openCall(SERVICES.permits, `/permits?${AT_BUS.parameterName}=${AT_BUS.parameterValue}`);
  await bus.openCall(SERVICES.permits, '/permits/123', { method: 'DELETE' });
  const ask = (call: RawCallOptions) => bus.call('GOV/18-DINSOS/siks', SERVICES.residents, '/nik_verifby_elemen', call);
  await ask(post({ NIK: AT_BUS.nik, NAMA_LGKP: AT_BUS.memberValue }));
  await ask(post({ NIK: PERSON.NIK, NAMA_LGKP: 'A', [AT_BUS.memberName]: AT_BUS.memberValue }));
  await ask(post(`{"NIK": "${AT_BUS.brokenJson}`));
  await ask(post('{}', { 'content-type': AT_BUS.mediaType }));
}

async function refusedByAgreement(bus: SandboxBus): Promise<void> {
  for (const consumer of ['GOV/1801-DISDUKCAPIL/siak', 'GOV/1802-DISDUKCAPIL/siak', 'GOV/1803-DISDUKCAPIL/siak']) {
    await bus.call(consumer, SERVICES.permits, `/permits/123?x=${AT_BUS.deniedQuery}`);
  }
  await bus.call(SIAK, SERVICES.permits, '/permits/123/process');
  await bus.call(SIAK, SERVICES.residents, '/nik_verifby_elemen', post({ NIK: AT_BUS.deniedBody }));
  await bus.call(SIAK, 'GOV/1871-DPMPTSP/sicantik/tidak-ada', '/');
  await bus.call(SIAK, 'GOV/1871-TIDAK-ADA/sicantik/permit-status', '/');
  const asked = post({ NIK: PERSON.NIK, NAMA_LGKP: PERSON.NAMA_LGKP });
  const twoPurposes = (headers: Record<string, string>, form: Record<string, string> = {}) =>
    bus.call('GOV/1871-DINSOS/siks', SERVICES.residents, '/nik_verifby_elemen', {
      ...asked,
      form,
      headers: { ...JSON_BODY, ...headers },
    });
  await twoPurposes({});
  await twoPurposes({ 'x-simpul-purpose': 'verifikasi-bansos' });
  await twoPurposes({ 'x-simpul-purpose': AT_BUS.purpose });
  await twoPurposes({ 'x-simpul-purpose': AT_BUS.purpose }, { purpose: AT_BUS.pinnedPurpose });
  const quota = () => bus.call('GOV/18-BAPENDA/samsat', SERVICES.regions, '/kabupaten-kota/18.71');
  await quota();
  await quota();
}

async function unauthenticated(bus: SandboxBus): Promise<void> {
  const target = `/r1/ID-LA/${SERVICES.permits}/permits/123`;
  const client = { 'x-road-client': `ID-LA/${SIAK}` };
  await bus.raw(target);
  await bus.raw(target, { headers: client });
  await bus.raw(target, { headers: { ...client, authorization: `DPoP ${AT_BUS.token}` } });
  const proof = await (await bus.client(SIAK)).proofHeaders(AT_BUS.token, 'GET', bus.url + target);
  await bus.raw(target, { headers: { ...client, ...proof } });
  const good = await (await bus.client(SIAK)).proofHeaders(await bus.token(SIAK), 'GET', bus.url + target);
  await bus.raw(target, { headers: { ...client, ...good, dpop: AT_BUS.proof } });
  await bus.raw(target, { headers: { ...client, ...good, dpop: await signUnreadable(AT_BUS.unreadableProof) } });
  await bus.raw(target, { headers: { ...client, ...good } });
  // A second time: a replay.
  await bus.raw(target, { headers: { ...client, ...good } });
  await bus.call(SIAK, SERVICES.permits, '/permits/123', { resource: `${bus.url}/api` });
  await bus.call(SIAK, SERVICES.permits, '/permits/123', {
    headers: { 'x-road-client': 'ID-LA/GOV/1872-DPMPTSP/sicantik' },
  });
  const form = {
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: AT_BUS.token,
    client_id: AT_BUS.clientId,
    resource: `${bus.url}/r1`,
    scope: AT_BUS.scope,
  };
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  await bus.raw('/oauth2/token', { method: 'POST', headers, body: new URLSearchParams(form).toString() });
  // A scope that the client does not have.
  await (await bus.client('auditor')).token(`${bus.url}/api`, { scope: AT_BUS.scope }).catch(() => undefined);
}

/** A proof whose signature is right and whose claims are not JSON. */
async function signUnreadable(claims: string): Promise<string> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: await exportJWK(publicKey) };
  return new CompactSign(Buffer.from(claims)).setProtectedHeader(header).sign(privateKey);
}

async function ownApis(bus: SandboxBus): Promise<void> {
  await bus.api('auditor', '/audit/v1/records?limit=1000');
  await bus.api('auditor', `/audit/v1/records?xRoadId=${AT_PROVIDER.xRoadId}`);
  for (const name of ['consumer', 'from', 'cursor', 'limit', AT_BUS.apiQueryName]) {
    await bus.api('auditor', `/audit/v1/records?${name}=${AT_BUS.apiQueryValue}`);
  }
  await bus.api(SIAK, '/audit/v1/receipts/01980000-0000-7000-8000-000000000000');
  await bus.raw(`/${AT_BUS.apiRoute}?x=${AT_BUS.apiQueryValue}`);
  await bus.raw(`/oauth2/${AT_BUS.apiRoute}`);
  await bus.raw(`/audit/log/${AT_BUS.apiRoute}/checkpoint`);
  await bus.api('operator', '/registry/v1/region/plan', post(`{"objects": [${AT_BUS.apiBody}`));
  const strange = { kind: 'member', id: AT_BUS.apiBody, value: { [AT_BUS.serviceVersion]: AT_BUS.apiBody } };
  await bus.api('operator', '/registry/v1/region/plan', post({ objects: [strange], prune: false }));
  await bus.api('auditor', '/registry/v1/region/apply', post({ objects: [], prune: true }));
  await bus.raw('/listClients');
  await bus.raw('/');
  for (const what of ['listMethods', 'allowedMethods', 'getOpenAPI?serviceCode=permit-status', 'getOpenAPI']) {
    await bus.openCall(`GOV/1871-DPMPTSP/sicantik/${what}`, '');
  }
}
