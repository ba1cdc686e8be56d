/** Names of parameters that hold what identifies a person, without case and separators. */
const PERSONAL = [
  'nik',
  'nokk',
  'nokartukeluarga',
  'nomorkk',
  'kk',
  'npwp',
  'nip',
  'nama',
  'namalengkap',
  'namalgkp',
  'namaibu',
  'namalgkpibu',
  'tgllahir',
  'tgllhr',
  'tanggallahir',
  'tempatlahir',
  'tmptlhr',
  'nohp',
  'notlp',
  'notelp',
  'telepon',
  'phone',
  'email',
  'noidentitas',
  'noktp',
  'ktp',
  'nopaspor',
  'paspor',
  'passport',
  'passportnumber',
  'nobpjs',
  'norekening',
  'alamat',
  'nationalid',
  'fullname',
  'birthdate',
  'dateofbirth',
  'address',
];

const KNOWN: ReadonlySet<string> = new Set(PERSONAL);

/** Whether a parameter's name (`no_kk`, `noKK`, `NO-KK`) is that of a personal identifier. */
export function isPersonalName(name: string): boolean {
  return KNOWN.has(name.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
}
