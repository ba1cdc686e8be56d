import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createStandIns, generateResidents, readRegionCodes } from '../src/index.ts';
import { readSecret } from '../src/secret.ts';
import { readContract } from './contract-schemas.ts';
import { contractOf, serviceUrl } from './sandbox-region.ts';

const standIns = createStandIns({ port: 0 });
let address = '';
beforeAll(async () => {
  address = await standIns.start();
});
afterAll(() => standIns.stop());

const KEY = { 'x-api-key': readSecret('sicantik') };
const BASIC = { authorization: `Basic ${Buffer.from(`simpul:${readSecret('siak')}`).toString('base64')}` };
const [RESIDENT] = generateResidents(readRegionCodes());
if (RESIDENT === undefined) throw new Error('no residents');
const { NIK, NAMA_LGKP } = RESIDENT;

interface Call {
  readonly service: string;
  readonly operation: string;
  readonly path: string;
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

const PERMIT = 'permit-status';
const NIK_CHECK = 'verifikasi-nik';
const JDIH = 'dokumen-hukum';
const REGION = 'kode-wilayah';
const BUDGET = 'realisasi-anggaran';
const BEDS = 'tempat-tidur';
const verification = (body: unknown, headers = BASIC, status = 200): Call => ({
  service: NIK_CHECK,
  operation: 'verifikasiPerElemen',
  path: '/nik_verifby_elemen',
  status,
  headers,
  body,
});

const CALLS: readonly Call[] = [
  { service: PERMIT, operation: 'statusPermohonan', path: '/permits/123', status: 200, headers: KEY },
  { service: PERMIT, operation: 'statusPermohonan', path: '/permits/124', status: 200, headers: KEY },
  { service: PERMIT, operation: 'statusPermohonan', path: '/permits/999999', status: 200, headers: KEY },
  { service: PERMIT, operation: 'statusPermohonan', path: '/permits/abc', status: 422, headers: KEY },
  { service: PERMIT, operation: 'statusPermohonan', path: '/permits/123', status: 401 },
  { service: PERMIT, operation: 'tahapanPermohonan', path: '/permits/123/process', status: 200, headers: KEY },
  { service: PERMIT, operation: 'tahapanPermohonan', path: '/permits/130/process', status: 200, headers: KEY },
  {
    service: PERMIT,
    operation: 'daftarPermohonan',
    path: '/permits?status=Selesai&limit=100',
    status: 200,
    headers: KEY,
  },
  { service: PERMIT, operation: 'daftarPermohonan', path: '/permits?jenis=TDG&page=2', status: 200, headers: KEY },
  { service: PERMIT, operation: 'daftarPermohonan', path: '/permits?page=0', status: 422, headers: KEY },
  verification({ NIK, NAMA_LGKP, TGL_LHR: '01-01-1900' }),
  verification({ ...RESIDENT, TRESHOLD: 80 }),
  verification({ NIK: '1871990101900000', NAMA_LGKP }),
  verification({ NIK: '1', NAMA_LGKP }),
  verification({ NIK, NAMA_LGKP }, { authorization: 'Basic eA==' }, 401),
  { service: JDIH, operation: 'daftarDokumen', path: '/dokumen?ukuran=50', status: 200 },
  {
    service: JDIH,
    operation: 'daftarDokumen',
    path: '/dokumen?jenis=PERDA&tahun=2024&cari=pajak&halaman=1',
    status: 200,
  },
  { service: JDIH, operation: 'daftarDokumen', path: '/dokumen?ukuran=51', status: 400 },
  { service: JDIH, operation: 'satuDokumen', path: '/dokumen/1', status: 200 },
  { service: JDIH, operation: 'satuDokumen', path: '/dokumen/999', status: 404 },
  { service: REGION, operation: 'daftarKabupatenKota', path: '/kabupaten-kota', status: 200 },
  { service: REGION, operation: 'satuKabupatenKota', path: '/kabupaten-kota/18.71', status: 200 },
  { service: REGION, operation: 'satuKabupatenKota', path: '/kabupaten-kota/18.99', status: 404 },
  { service: REGION, operation: 'daftarKecamatan', path: '/kabupaten-kota/18.71/kecamatan', status: 200 },
  { service: REGION, operation: 'daftarKecamatan', path: '/kabupaten-kota/18.99/kecamatan', status: 404 },
  { service: REGION, operation: 'padananKode', path: '/padanan?sistem=bps&kode=1801', status: 200 },
  { service: REGION, operation: 'padananKode', path: '/padanan?sistem=kemendagri&kode=18', status: 200 },
  { service: REGION, operation: 'padananKode', path: '/padanan?sistem=bps&kode=1899', status: 404 },
  { service: BUDGET, operation: 'realisasiTahun', path: '/realisasi/2026?tunda=0', status: 200 },
  { service: BUDGET, operation: 'realisasiTahun', path: '/realisasi/2020?tunda=0', status: 404 },
  { service: BUDGET, operation: 'realisasiPerangkatDaerah', path: '/realisasi/2026/DINKES?tunda=1', status: 200 },
  { service: BUDGET, operation: 'realisasiPerangkatDaerah', path: '/realisasi/2026/XX?tunda=0', status: 404 },
  { service: BEDS, operation: 'ketersediaan', path: '/tempat-tidur', status: 200 },
  { service: BEDS, operation: 'kegagalan', path: '/uji/galat-500', status: 500 },
  { service: BEDS, operation: 'kegagalan', path: '/uji/galat-503', status: 503 },
];

async function send({ service, path, headers, body }: Omit<Call, 'status' | 'operation'>): Promise<Response> {
  const base = (await serviceUrl(service)).replace('http://127.0.0.1:9101', address);
  return fetch(`${base}${path}`, {
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
  });
}

describe('stand-in systems', () => {
  it.each(CALLS)('answer $path ($status) of $service as its contract says', async (call) => {
    const response = await send(call);
    const body: unknown = await response.json();
    const contract = readContract(await contractOf(call.service));
    expect(response.status).toBe(call.status);
    expect(contract.faults(call.operation, response.status, body)).toEqual([]);
  });

  it('are tried in every operation of every contract', async () => {
    for (const service of [PERMIT, NIK_CHECK, JDIH, REGION, BUDGET, BEDS]) {
      const { operations } = readContract(await contractOf(service));
      const tried = new Set(CALLS.filter((call) => call.service === service).map(({ operation }) => operation));
      expect(tried).toEqual(new Set(operations.map(({ id }) => id)));
    }
  });
});

describe('the population register', () => {
  const verify = async (body: unknown) => {
    const response = await send({ service: NIK_CHECK, path: '/nik_verifby_elemen', headers: BASIC, body });
    return response.json();
  };

  it('says of each element only whether it is right', async () => {
    expect(await verify({ NIK, NAMA_LGKP: NAMA_LGKP.toLowerCase(), TGL_LHR: '01-01-1900' })).toMatchObject({
      content: [{ NIK: 'Sesuai', NAMA_LGKP: 'Sesuai', TGL_LHR: 'Tidak Sesuai' }],
    });
  });

  it('accepts likeness of names above the threshold that was asked for', async () => {
    expect(await verify({ NIK, NAMA_LGKP: `${NAMA_LGKP}A`, TRESHOLD: 80 })).toMatchObject({
      content: [{ NAMA_LGKP: expect.stringMatching(/^Sesuai \(\d\d\)$/) }],
    });
    expect(await verify({ NIK, NAMA_LGKP: 'XYZ', TRESHOLD: 80 })).toMatchObject({
      content: [{ NAMA_LGKP: 'Tidak Sesuai' }],
    });
  });

  it('answers an unknown NIK with status 200', async () => {
    expect(await verify({ NIK: '1871990101900000', NAMA_LGKP: 'X' })).toMatchObject({
      content: [{ RESPON: 'Data Tidak Ditemukan' }],
    });
  });
});

describe('the failing system', () => {
  const fail = (kind: string) => send({ service: BEDS, path: `/uji/${kind}` });

  it('departs from its contract', async () => {
    const body: unknown = await (await fail('menyimpang')).json();
    expect(readContract(await contractOf(BEDS)).faults('kegagalan', 200, body)).not.toEqual([]);
  });

  it('sends broken JSON as JSON', async () => {
    const response = await fail('json-rusak');
    expect(response.headers.get('content-type')).toBe('application/json');
    await expect(response.json()).rejects.toThrow();
  });

  it('hangs up', async () => {
    await expect(fail('putus')).rejects.toThrow();
  });
});
