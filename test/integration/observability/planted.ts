import { generateResidents, readRegionCodes } from '@simpul/sandbox';

/** A value that must not come to light, and how far it must have come for the search to mean something. */
export interface Planted {
  readonly what: string;
  readonly value: string;
  /** `provider`: a stand-in system received or sent it; `bus`: the test sent it and the bus refused it. */
  readonly seen: 'provider' | 'bus';
}

const [person] = generateResidents(readRegionCodes());
if (person === undefined) throw new Error('the sandbox has no residents');
export const PERSON = person;

/** Values that occur nowhere else: what the run sends, by where it stands. */
export const AT_PROVIDER = {
  path: '778866554433',
  query: 'wyrzaniabadi',
  userId: 'pegawai-qzx-60417',
  xRoadId: 'surat-qzx-88121',
  issue: 'perkara-qzx-3177',
  ownHeader: 'catatan-qzx-5512',
  cookie: 'sesi=kue-qzx-7741',
  accept: 'application/json; catatan=terima-qzx-11',
  traceState: 'qzx=keadaan',
  providerAuthorization: 'Bearer penyedia-qzx-5521',
  name: 'QYXTARO ZULKARNAINSYAH',
  foreignNik: '9999888877776661',
  street: 'JALAN QYXWANGI 4477',
  garbled: 'rusak-qzx-9123',
} as const;

export const AT_BUS = {
  path: 'jalur-qzx-1812',
  badPath: 'titik-qzx-3312',
  parameter: 'nomor-qzx-2910',
  parameterName: 'nama-qzx-4402',
  parameterValue: 'nilai-qzx-4403',
  nik: '18719-qzx-nik',
  memberName: 'anggota-qzx-5530',
  memberValue: 'isi-qzx-5531',
  brokenJson: 'json-qzx-6617',
  mediaType: 'text/qzx-media',
  purpose: 'tujuan-qzx-7001',
  pinnedPurpose: 'tujuan-qzx-7002',
  token: 'token-qzx-8080',
  proof: 'bukti-qzx-8181',
  unreadableProof: 'bukan-json-qzx-8282',
  clientId: 'klien-qzx-1314',
  scope: 'cakupan-qzx-9090',
  apiQueryName: 'kolom-qzx-1012',
  apiQueryValue: 'saring-qzx-1011',
  apiRoute: 'rute-qzx-1213',
  apiBody: 'wilayah-qzx-1415',
  serviceVersion: 'objek-qzx-1617',
  deniedQuery: 'tolak-qzx-1819',
  deniedBody: 'tolak-qzx-1820',
} as const;

/** All planted values with their places. */
export function planted(): Planted[] {
  const list = (values: Readonly<Record<string, string>>, seen: Planted['seen']): Planted[] =>
    Object.entries(values).map(([what, value]) => ({ what, value, seen }));
  return [
    ...list(AT_PROVIDER, 'provider'),
    ...list(
      { nik: PERSON.NIK, familyCard: PERSON.NO_KK, fullName: PERSON.NAMA_LGKP, address: PERSON.ALAMAT },
      'provider',
    ),
    ...list(AT_BUS, 'bus'),
  ];
}
