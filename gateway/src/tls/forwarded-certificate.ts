import { LRUCache } from 'lru-cache';
import { X509Certificate } from 'node:crypto';
import { type ClientCertificate, describeCertificate, invalidCertificate } from './client-certificate.ts';

/** Header in which a proxy passes a client's certificate on (RFC 9440). */
export const CLIENT_CERT_HEADER = 'client-cert';
/** Certificates that are remembered, by the header's text. */
const REMEMBERED = 1000;
/** RFC 9440 2.1: the DER as a byte sequence of RFC 8941. */
const BYTE_SEQUENCE = /^:([A-Za-z0-9+/]+={0,2}):$/;
/** A percent-encoded PEM, which is what nginx, Envoy and others write. */
const ESCAPED_PEM = /^-----BEGIN(?:%20|\+| )CERTIFICATE-----/;

/** Reads certificates as proxies pass them on. The same text is parsed once. */
export function createForwardedReader(): (value: string) => ClientCertificate {
  const known = new LRUCache<string, ClientCertificate>({ max: REMEMBERED });
  return (value) => {
    const remembered = known.get(value);
    if (remembered !== undefined) return remembered;
    const read = describeCertificate(parse(value));
    known.set(value, read);
    return read;
  };
}

/** @throws SimpulError `SIMPUL_AUTH_CERTIFICATE_INVALID`, also for a header that came twice, which Node joins by a comma. */
function parse(value: string): X509Certificate {
  try {
    const bytes = BYTE_SEQUENCE.exec(value)?.[1];
    if (bytes !== undefined) return new X509Certificate(Buffer.from(bytes, 'base64'));
    if (ESCAPED_PEM.test(value) && !value.includes(',')) return new X509Certificate(decodeURIComponent(value));
  } catch (cause) {
    throw invalidCertificate('what the proxy passed on is no certificate', cause);
  }
  throw invalidCertificate('what the proxy passed on is neither RFC 9440 nor a percent-encoded PEM');
}
