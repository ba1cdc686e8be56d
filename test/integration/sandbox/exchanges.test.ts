import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { generateResidents, readRegionCodes } from '@simpul/sandbox';
import { hurrySlowService, type SandboxBus, SERVICES, startSandboxBus } from './sandbox-bus.ts';

// Whole processes start here, maybe on a busy machine.
jest.setTimeout(60_000);

let bus: SandboxBus;
beforeAll(async () => {
  bus = await startSandboxBus({ edit: hurrySlowService });
});
afterAll(() => bus.stop());

const SIAK = 'GOV/1871-DISDUKCAPIL/siak';
const [resident] = generateResidents(readRegionCodes());
if (resident === undefined) throw new Error('the sandbox has no residents');
const verification = { method: 'POST', headers: { 'content-type': 'application/json' } } as const;
const question = JSON.stringify({ NIK: resident.NIK, NAMA_LGKP: resident.NAMA_LGKP, TMPT_LHR: 'MAJAPAHIT' });

describe('each service of the sandbox gives its documented answer', () => {
  it('siCantik: the state of a permit, and success=false with 200 for one that does not exist', async () => {
    const answer = await bus.call(SIAK, SERVICES.permits, '/permits/123');
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({
      success: true,
      data: { no_permohonan: '123', jenis_izin: 'Tanda Daftar Gudang', status: 'Selesai' },
    });
    expect(answer.headers).toMatchObject({
      'x-road-client': `ID-LA/${SIAK}`,
      'x-road-service': `ID-LA/${SERVICES.permits}`,
      'x-simpul-receipt': `${bus.url}/audit/v1/receipts/${String(answer.headers['x-road-request-id'])}`,
    });
    const absent = await bus.call(SIAK, SERVICES.permits, '/permits/999999');
    expect([absent.status, JSON.parse(absent.text)]).toEqual([200, expect.objectContaining({ success: false })]);
  });

  it('SIAK: which elements of a person are right, and nothing else', async () => {
    const answer = await bus.call('GOV/1801-DPMPTSP/sicantik', SERVICES.residents, '/nik_verifby_elemen', {
      ...verification,
      body: question,
    });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({
      content: [{ NIK: 'Sesuai', NAMA_LGKP: 'Sesuai', TMPT_LHR: 'Tidak Sesuai' }],
    });
  });

  it('JDIH: legal documents by kind, and one by its number', async () => {
    const consumer = 'GOV/18-DISKOMINFO/lampung-in';
    const list = await bus.call(consumer, SERVICES.documents, '/dokumen?jenis=PERDA&ukuran=3');
    const { data } = JSON.parse(list.text) as { data: { idData: string; singkatanJenis: string }[] };
    expect(data.map(({ singkatanJenis }) => singkatanJenis)).toEqual(['PERDA', 'PERDA', 'PERDA']);
    const one = await bus.call(consumer, SERVICES.documents, `/dokumen/${data[0]?.idData}`);
    expect(JSON.parse(one.text)).toEqual(data[0]);
  });

  it('region codes: Kemendagri and BPS side by side', async () => {
    const answer = await bus.call(
      'GOV/1801-DISDUKCAPIL/siak',
      SERVICES.regions,
      '/padanan?sistem=kemendagri&kode=18.01',
    );
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      200,
      { kode_kemendagri: '18.01', kode_bps: '1803', nama: expect.stringContaining('Lampung Selatan'), sama: false },
    ]);
  });

  it('hospital beds: as they are, and each way to fail as its own error', async () => {
    const consumer = 'GOV/18-DISKOMINFO/lampung-in';
    const beds = await bus.call(consumer, SERVICES.beds, '/tempat-tidur');
    expect(beds.status).toBe(200);
    const fail = async (how: string): Promise<unknown[]> => {
      const { status, headers, text } = await bus.call(consumer, SERVICES.beds, `/uji/${how}`);
      return [status, headers['x-road-error'], /SIMPUL_\w+/.exec(text)?.[0]];
    };
    expect(await fail('galat-500')).toEqual([500, undefined, undefined]);
    expect(await fail('galat-503')).toEqual([503, undefined, undefined]);
    const broken = [502, 'Server.ServerProxy.ServiceFailed', 'SIMPUL_RESPONSE_INVALID'];
    expect(await fail('json-rusak')).toEqual(broken);
    expect(await fail('menyimpang')).toEqual(broken);
    expect(await fail('putus')).toEqual([500, 'Server.ServerProxy.IOError', 'SIMPUL_PROVIDER_BROKE_OFF']);
  });

  it('budgets: late but right, and no later than the service may take', async () => {
    const consumer = 'GOV/18-INSPEKTORAT/e-audit';
    const year = await bus.call(consumer, SERVICES.budgets, '/realisasi/2026?tunda=40');
    expect(JSON.parse(year.text)).toMatchObject({ tahun: 2026, tunda_ms: 40 });
    const late = await bus.call(consumer, SERVICES.budgets, '/realisasi/2026?tunda=60000');
    expect([late.status, late.text]).toEqual([500, expect.stringContaining('SIMPUL_PROVIDER_TIMEOUT')]);
  });
});

describe('agreements decide', () => {
  const PERMIT = '/permits/123';

  it.each([
    ['that ended', 'GOV/1801-DISDUKCAPIL/siak', PERMIT, 'SIMPUL_ACCESS_AGREEMENT_EXPIRED'],
    ['that is suspended', 'GOV/1802-DISDUKCAPIL/siak', PERMIT, 'SIMPUL_ACCESS_AGREEMENT_SUSPENDED'],
    ['that has not begun', 'GOV/1803-DISDUKCAPIL/siak', PERMIT, 'SIMPUL_ACCESS_AGREEMENT_NOT_YET'],
    ['for other endpoints', SIAK, '/permits/123/process', 'SIMPUL_ACCESS_ENDPOINT_DENIED'],
    ['of another city', 'GOV/1801-DPMPTSP/sicantik', PERMIT, 'SIMPUL_ACCESS_NO_AGREEMENT'],
  ])('one %s gives no right', async (_which, consumer, path, code) => {
    const before = bus.recorded.length;
    const { status, headers, text } = await bus.call(consumer, SERVICES.permits, path);
    expect([status, headers['x-road-error'], text]).toEqual([
      500,
      'Server.ServerProxy.AccessDenied',
      expect.stringContaining(code),
    ]);
    expect(bus.recorded).toHaveLength(before);
  });

  it('one for a single city lets that city in', async () => {
    const { status } = await bus.call('GOV/1872-DPMPTSP/sicantik', SERVICES.permits, '/permits?limit=2');
    expect(status).toBe(200);
  });

  it('one for a group lets each of its members in, and nobody else', async () => {
    const ask = async (consumer: string) =>
      (await bus.call(consumer, SERVICES.regions, '/kabupaten-kota/18.71')).status;
    expect(await Promise.all(['1804-DPMPTSP/sicantik', '1813-DPMPTSP/sicantik'].map((id) => ask(`GOV/${id}`)))).toEqual(
      [200, 200],
    );
    expect(await ask('GOV/1871-DINSOS/siks')).toBe(500);
  });

  it('two with different purposes demand that one is named, by header or by token', async () => {
    const ask = (options: { headers?: Record<string, string>; form?: Record<string, string> }) =>
      bus.call('GOV/1871-DINSOS/siks', SERVICES.residents, '/nik_verifby_elemen', {
        ...verification,
        ...options,
        headers: { ...verification.headers, ...options.headers },
        body: question,
      });
    const ambiguous = await ask({});
    expect([ambiguous.status, ambiguous.text]).toEqual([
      400,
      expect.stringMatching(/verifikasi-bansos, pemadanan-data.*SIMPUL_ACCESS_PURPOSE_AMBIGUOUS/),
    ]);
    for (const purpose of ['verifikasi-bansos', 'pemadanan-data']) {
      expect((await ask({ headers: { 'x-simpul-purpose': purpose } })).status).toBe(200);
      expect((await ask({ form: { purpose } })).status).toBe(200);
    }
    const other = await ask({ headers: { 'x-simpul-purpose': 'hiburan' } });
    expect(other.text).toContain('SIMPUL_ACCESS_PURPOSE_DENIED');
    const pinned = await ask({
      form: { purpose: 'pemadanan-data' },
      headers: { 'x-simpul-purpose': 'verifikasi-bansos' },
    });
    expect(pinned.text).toContain('SIMPUL_AUTH_PURPOSE_PINNED');
  });

  it('a quota that is used up is 429 with the time to wait', async () => {
    const ask = () => bus.call('GOV/18-BAPENDA/samsat', SERVICES.regions, '/kabupaten-kota/18.71');
    const answers = [await ask(), await ask(), await ask()];
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers[0]?.status).toBe(200);
    expect(refused).not.toHaveLength(0);
    for (const { headers, text } of refused) {
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      expect(text).toContain('SIMPUL_ACCESS_QUOTA_EXCEEDED');
    }
  });

  it('a represented party must be the one that the agreement names, and must be named', async () => {
    const ask = (headers: Record<string, string>) =>
      bus.call('GOV/18-DISKOMINFO/lampung-in', SERVICES.permits, PERMIT, { headers });
    expect((await ask({ 'x-road-represented-party': 'GOV/18-DPMPTSP' })).status).toBe(200);
    expect((await ask({})).text).toContain('SIMPUL_ACCESS_REPRESENTATION_DENIED');
    const other = await ask({ 'x-road-represented-party': 'GOV/18-SETDA' });
    expect(other.text).toContain('SIMPUL_ACCESS_REPRESENTATION_DENIED');
    const nobody = await bus.call(SIAK, SERVICES.permits, PERMIT, {
      headers: { 'x-road-represented-party': 'GOV/18-DPMPTSP' },
    });
    expect(nobody.text).toContain('SIMPUL_ACCESS_REPRESENTATION_DENIED');
  });
});

describe('who calls', () => {
  it('an open link needs no token, and only it', async () => {
    expect((await bus.openCall(SERVICES.permits, '/permits/123')).status).toBe(200);
    const other = await bus.openCall(SERVICES.permits, '/permits/123', {
      headers: { 'x-road-client': `ID-LA/${SIAK}` },
    });
    expect([other.status, other.text]).toEqual([401, expect.stringContaining('SIMPUL_AUTH_TOKEN_MISSING')]);
    const challenge = `resource_metadata="${bus.url}/.well-known/oauth-protected-resource/r1"`;
    expect(other.headers['www-authenticate']).toContain(challenge);
  });

  it('a token that was narrowed to one service opens that one alone', async () => {
    const resource = `${bus.url}/r1/ID-LA/${SERVICES.permits}`;
    expect((await bus.call(SIAK, SERVICES.permits, '/permits/123', { resource })).status).toBe(200);
    const other = await bus.call(SIAK, SERVICES.regions, '/kabupaten-kota', { resource });
    expect([other.status, other.text]).toEqual([401, expect.stringContaining('SIMPUL_AUTH_TOKEN_INVALID')]);
  });

  it('a token of one subsystem does not let it pass for another', async () => {
    const { status, text } = await bus.call(SIAK, SERVICES.permits, '/permits/123', {
      headers: { 'x-road-client': 'ID-LA/GOV/1872-DPMPTSP/sicantik' },
    });
    expect([status, text]).toEqual([500, expect.stringContaining('SIMPUL_AUTH_CLIENT_MISMATCH')]);
  });
});

describe("X-Road's metadata", () => {
  it('lists all subsystems, as XML and as JSON', async () => {
    const xml = await fetch(`${bus.url}/listClients`);
    expect(xml.headers.get('content-type')).toContain('text/xml');
    const text = await xml.text();
    const json = await fetch(`${bus.url}/listClients`, { headers: { accept: 'application/json' } });
    const { member } = (await json.json()) as { member: { id: { subsystem_code?: string; member_code: string } }[] };
    const subsystems = member.filter(({ id }) => id.subsystem_code !== undefined);
    expect(text.match(/<id:subsystemCode>/g)).toHaveLength(subsystems.length);
    expect(subsystems.map(({ id }) => `${id.member_code}/${id.subsystem_code}`)).toContain('1871-DPMPTSP/sicantik');
  });

  it('lists the methods of a subsystem, and those that the asking one may call', async () => {
    const ask = async (consumer: string, what: string) => {
      const { text } = await bus.call(consumer, `GOV/1871-DPMPTSP/sicantik/${what}`, '');
      const { service } = JSON.parse(text) as {
        service: { service_code: string; endpoint_list: { path: string }[] }[];
      };
      return service.map(({ service_code: code, endpoint_list: list }) => [code, ...list.map(({ path }) => path)]);
    };
    const all = ['permit-status', '/permits', '/permits/{nomor}', '/permits/{nomor}/process'];
    expect(await ask(SIAK, 'listMethods')).toEqual([all]);
    expect(await ask(SIAK, 'allowedMethods')).toEqual([['permit-status', '/permits/{nomor}']]);
    expect(await ask('GOV/1872-DPMPTSP/sicantik', 'allowedMethods')).toEqual([all]);
    expect(await ask('GOV/1801-DISDUKCAPIL/siak', 'allowedMethods')).toEqual([]);
  });

  it('hands out the contract, without the address behind the bus', async () => {
    const { status, text } = await bus.openCall('GOV/1871-DPMPTSP/sicantik/getOpenAPI', '?serviceCode=permit-status');
    expect(status).toBe(200);
    expect(text).toContain('title: Status permohonan izin');
    expect(text).not.toContain('127.0.0.1');
    const unknown = await bus.openCall('GOV/1871-DPMPTSP/sicantik/getOpenAPI', '?serviceCode=tidak-ada');
    expect([unknown.status, unknown.text]).toEqual([
      500,
      expect.stringContaining('SIMPUL_SERVICE_DESCRIPTION_UNKNOWN'),
    ]);
  });
});
