import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { toDer } from '../../src/proof/ecdsa-signature.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

it('a signature of two numbers is the same in DER', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (data) => {
      const signature = sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' });
      expect(verify('sha256', data, publicKey, toDer(signature))).toBe(true);
    }),
  );
});

it.each([
  ['0000', '3006020100020100'],
  ['007f', '300602010002017f'],
  ['0080', '300702010002020080'],
  ['00010080', '300702010102020080'],
  ['80000001', '30080203008000020101'],
])('%s is %s', (numbers, der) => {
  expect(toDer(Buffer.from(numbers, 'hex')).toString('hex')).toBe(der);
});
