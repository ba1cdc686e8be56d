import { generateKeyPairSync, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

/** A certificate and its private key, as PEM. */
export interface MadeCertificate {
  readonly cert: string;
  readonly key: string;
  /** SHA-256 of its DER: 64 lower-case hex digits. */
  readonly fingerprint: string;
}

export interface CertificateWish {
  readonly name: string;
  /** Days from now at which it begins and ends; a day ago and a year ahead where not given. */
  readonly fromDays?: number;
  readonly untilDays?: number;
}

export interface ServerWish extends Partial<CertificateWish> {
  /** Host names and IP addresses, beside 127.0.0.1; `localhost` where there are none. */
  readonly names?: readonly string[];
  /** It also shows the certificate as a client, as servers of one NATS cluster do to each other. */
  readonly alsoClient?: boolean;
}

/** An authority with its key. */
export interface CertificateAuthority extends MadeCertificate {
  /** A certificate for a server that is reached by the names given. */
  server(wish?: ServerWish): Promise<MadeCertificate>;
  /** A certificate for a client. */
  client(wish: CertificateWish): Promise<MadeCertificate>;
}

const DAY_MS = 86_400_000;
const SERIAL_BYTES = 16;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** Makes an authority with an EC key. The library is loaded only where one is made. */
export async function createAuthority(wish: CertificateWish = { name: 'Otoritas uji' }): Promise<CertificateAuthority> {
  return authorityOf(await make(wish, 'authority'));
}

/** An authority that was made before. */
export function authorityOf(own: MadeCertificate): CertificateAuthority {
  return {
    ...own,
    server: ({ name = 'localhost', names = ['localhost'], alsoClient = false, ...days } = {}) =>
      make({ name, ...days }, alsoClient ? 'peer' : 'server', { issuer: own, names }),
    client: (wanted) => make(wanted, 'client', { issuer: own }),
  };
}

/** A client's certificate that no authority stands for. */
export function selfSigned(wish: CertificateWish): Promise<MadeCertificate> {
  return make(wish, 'client');
}

interface Issue {
  readonly issuer?: MadeCertificate;
  readonly names?: readonly string[];
}

async function make(
  { name, fromDays = -1, untilDays = 365 }: CertificateWish,
  use: 'authority' | 'server' | 'client' | 'peer',
  { issuer, names = [] }: Issue = {},
): Promise<MadeCertificate> {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = pair.privateKey.export({ type: 'pkcs8', format: 'pem' });
  const publicKey = await importKey(pair.publicKey.export({ type: 'spki', format: 'der' }), 'spki', 'verify');
  const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
  const purposes = { authority: [], server: [serverAuth], client: [clientAuth], peer: [serverAuth, clientAuth] }[use];
  const { digitalSignature, keyCertSign } = x509.KeyUsageFlags;
  const made = await x509.X509CertificateGenerator.create({
    serialNumber: randomBytes(SERIAL_BYTES).toString('hex').replace(/^./, '1'),
    subject: `CN=${name}`,
    issuer: issuer === undefined ? `CN=${name}` : new x509.X509Certificate(issuer.cert).subject,
    notBefore: new Date(Date.now() + fromDays * DAY_MS),
    notAfter: new Date(Date.now() + untilDays * DAY_MS),
    publicKey,
    signingKey: await importKey(der(issuer?.key ?? String(key)), 'pkcs8', 'sign'),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(use === 'authority', undefined, true),
      new x509.KeyUsagesExtension(use === 'authority' ? keyCertSign : digitalSignature, true),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      ...(issuer === undefined
        ? []
        : [await x509.AuthorityKeyIdentifierExtension.create(new x509.X509Certificate(issuer.cert).publicKey)]),
      ...(purposes.length === 0 ? [] : [new x509.ExtendedKeyUsageExtension(purposes)]),
      ...(names.length === 0
        ? []
        : [
            new x509.SubjectAlternativeNameExtension([
              ...names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }) as const),
              { type: 'ip', value: '127.0.0.1' },
            ]),
          ]),
    ],
  });
  const cert = `${made.toString('pem')}\n`;
  const fingerprint = new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase();
  return { cert, key: String(key), fingerprint };
}

function importKey(data: Uint8Array, format: 'spki' | 'pkcs8', use: 'verify' | 'sign'): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey(format, Buffer.from(data), ALGORITHM, true, [use]);
}

function der(pem: string): Buffer {
  return Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
}
