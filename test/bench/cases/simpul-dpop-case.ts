import { createM2mClient, type M2mClient } from '@simpul/testing';
import { CONSUMERS } from '../write-region.ts';
import type { BenchCase } from './bench-case.ts';
import { type CallHeaders, type SimpulCaseOptions, startSimpul } from './simpul-case.ts';

/** Milliseconds after which a token, good for 300 s, is replaced. */
const TOKEN_MAX_AGE_MS = 200_000;
/** Proofs that are signed at once; signing runs on the thread pool. */
const SIGNED_AT_ONCE = 64;

export interface SimpulDpopOptions extends SimpulCaseOptions {
  /** Most calls a second that have to be provided for, seen from what has been measured so far. */
  readonly ceiling: () => number;
}

/** The bus with a token and, on each call, a proof that was never used before. */
export function startSimpulDpop({ ceiling, ...options }: SimpulDpopOptions): Promise<BenchCase> {
  return startSimpul({
    ...options,
    name: 'simpul-dpop',
    headersFor: ({ url, data }) => {
      const keyFile = `${data}/credentials/${CONSUMERS.token.split('/').slice(1).join('.')}.jwk`;
      const client = createM2mClient({ url, clientId: CONSUMERS.token, keyFile });
      let token: { readonly text: string; readonly from: number } | undefined;
      return async (seconds, target): Promise<CallHeaders> => {
        const known = await client;
        if (token === undefined || performance.now() - token.from > TOKEN_MAX_AGE_MS) {
          token = { from: performance.now(), text: await known.token(`${url}/r1`) };
        }
        const { text } = token;
        const values = await makeProofs(known, { token: text, target, count: Math.ceil(seconds * ceiling()) });
        const headers = { 'X-Road-Client': CONSUMERS.token, Authorization: `DPoP ${text}` };
        return { headers, fresh: { names: ['DPoP'], values: values.map((value) => [value]) } };
      };
    },
  });
}

/** Signs proofs whose `iat` is now: they are good for 60 s. */
async function makeProofs(
  client: M2mClient,
  { token, target, count }: { readonly token: string; readonly target: string; readonly count: number },
): Promise<string[]> {
  const proofs: string[] = [];
  while (proofs.length < count) {
    const signing = Array.from({ length: SIGNED_AT_ONCE }, () => client.proofHeaders(token, 'POST', target));
    for (const { dpop } of await Promise.all(signing)) if (dpop !== undefined) proofs.push(dpop);
  }
  return proofs;
}
