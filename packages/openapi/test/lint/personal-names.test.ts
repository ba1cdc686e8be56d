import { describe, expect, it } from '@jest/globals';
import { isPersonalName } from '../../src/lint/personal-names.ts';

describe('isPersonalName', () => {
  it.each(['nik', 'NIK', 'no_kk', 'noKK', 'NO-KK', 'nama_lengkap', 'npwp', 'tgl_lahir', 'email'])(
    'knows %s',
    (name) => {
      expect(isPersonalName(name)).toBe(true);
    },
  );
  it.each(['nomor', 'kode', 'status', 'idData', 'unik', 'teknik'])('leaves %s alone', (name) => {
    expect(isPersonalName(name)).toBe(false);
  });
});
