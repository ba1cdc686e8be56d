import { beforeAll, describe, expect, it } from '@jest/globals';
import { type MadeCertificate, selfSigned } from '@simpul/testing';
import { X509Certificate } from 'node:crypto';
import { createForwardedReader } from '../../src/tls/forwarded-certificate.ts';

const read = createForwardedReader();
let made: MadeCertificate;
let der: string;

beforeAll(async () => {
  made = await selfSigned({ name: 'sistem' });
  der = new X509Certificate(made.cert).raw.toString('base64');
});

describe('a certificate that a proxy passes on', () => {
  it('is read as RFC 9440 writes it, and as a percent-encoded PEM', () => {
    const { validFromDate, validToDate } = new X509Certificate(made.cert);
    const known = {
      fingerprint: made.fingerprint,
      notBefore: validFromDate.getTime(),
      notAfter: validToDate.getTime(),
      chainFault: undefined,
    };
    expect(read(`:${der}:`)).toEqual(known);
    expect(read(encodeURIComponent(made.cert))).toEqual(known);
    // nginx's $ssl_client_escaped_cert and others leave spaces or write them as %20.
    expect(read(encodeURIComponent(made.cert).replaceAll('%2F', '/'))).toEqual(known);
  });

  it.each<[string, () => string]>([
    ['two headers, which Node joins', () => `:${der}:, :${der}:`],
    ['two escaped certificates', () => `${encodeURIComponent(made.cert)}, ${encodeURIComponent(made.cert)}`],
    ['base64 alone', () => der],
    ['what is no certificate', () => ':AAAA:'],
    ['a broken escape', () => '-----BEGIN%20CERTIFICATE-----%0'],
    ['words', () => 'CN=sistem'],
    ['a key', () => encodeURIComponent(made.key)],
    ['the DER with more behind it', () => `:${der}:;a=1`],
  ])('is refused as %s', (_, value) => {
    expect(() => read(value())).toThrow(expect.objectContaining({ code: 'SIMPUL_AUTH_CERTIFICATE_INVALID' }));
  });
});
