import { describe, expect, it } from '@jest/globals';
import { encode } from 'uqr';
import { qrCode } from '../../../src/pages/look/qr-code.ts';

describe('a QR code', () => {
  it('is drawn with each dark module once and no light one', () => {
    const text = 'otpauth://totp/Simpul:siti@example.id?secret=JBSWY3DPEHPK3PXP&issuer=Simpul';
    const drawn = [...String(qrCode(text, 'x')).matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x} ${y}`);
    const dark = encode(text, { ecc: 'M', border: 2 }).data.flatMap((row, y) =>
      row.flatMap((isDark, x) => (isDark ? [`${x} ${y}`] : [])),
    );
    expect(drawn).toEqual(dark);
    expect(new Set(drawn).size).toBeGreaterThan(100);
  });
});
