import { importSigningKey, signRequest } from '@simpul/http-signatures';
import { generateKeyPairSync } from 'node:crypto';
import { BODY } from '../payload.ts';
import { CONSUMERS } from '../write-region.ts';
import type { BenchCase } from './bench-case.ts';
import { type CallHeaders, type SimpulCaseOptions, startSimpul } from './simpul-case.ts';

/** Seconds for which a signature is good, as long as the profile allows: they are made before the load. */
const LIFETIME_S = 300;

export interface SimpulSignedOptions extends SimpulCaseOptions {
  /** Most calls a second that have to be provided for, seen from what has been measured so far. */
  readonly ceiling: () => number;
}

/** The bus on an `open` link whose agreement demands that requests and answers be signed (Ed25519). */
export function startSimpulSigned({ ceiling, ...options }: SimpulSignedOptions): Promise<BenchCase> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const key = importSigningKey({ ...privateKey.export({ format: 'jwk' }) });
  let made = 0;
  return startSimpul({
    ...options,
    name: 'simpul-signed',
    key: publicKey.export({ format: 'jwk' }),
    headersFor:
      () =>
      async (seconds, targetUri): Promise<CallHeaders> => {
        const headers = { 'X-Road-Client': CONSUMERS.signing };
        const lines = ['Content-Type', 'application/json', 'X-Road-Client', CONSUMERS.signing];
        const message = { method: 'POST', targetUri, headers: lines, body: Buffer.from(BODY) };
        const created = Math.floor(Date.now() / 1000);
        const values: string[][] = [];
        let digest = '';
        for (const count = Math.ceil(seconds * ceiling()); values.length < count; made++) {
          const nonce = `bench-${process.pid}-${made}`;
          const signed = await signRequest(message, { key, created, expires: created + LIFETIME_S, nonce });
          const [, contentDigest = '', , input = '', , signature = ''] = signed;
          digest = contentDigest;
          values.push([input, signature]);
        }
        const fresh = { names: ['Signature-Input', 'Signature'], values };
        return { headers: { ...headers, 'Content-Digest': digest }, fresh };
      },
  });
}
