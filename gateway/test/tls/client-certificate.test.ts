import { describe, expect, it } from '@jest/globals';
import { checkCertificate, type ClientCertificate } from '../../src/tls/client-certificate.ts';

const certificate: ClientCertificate = { fingerprint: 'aa', notBefore: 1000, notAfter: 2000, chainFault: undefined };

describe('a client certificate', () => {
  it.each([1000, 1500, 2000])('shows who calls while it is valid', (now) => {
    expect(() => checkCertificate(certificate, now)).not.toThrow();
  });

  it.each([
    [999, certificate, /not valid yet/],
    [2001, certificate, /has expired/],
    [1500, { ...certificate, chainFault: 'SELF_SIGNED' }, /do not stand for it \(SELF_SIGNED\)/],
  ])('shows nothing at %i', (now, wrong, message) => {
    expect(() => checkCertificate(wrong, now)).toThrow(message);
  });
});
