import type { RequestMessage, ResponseMessage } from '../../src/index.ts';

/** POSIX seconds at which the messages of the tests are signed. */
export const NOW = 1_790_000_000;

export const BODY = Buffer.from('{"no_permohonan":"123"}');

/** A request that has all that the profile knows of. */
export const REQUEST: RequestMessage = {
  method: 'POST',
  targetUri: 'https://bus.example/r1/ID-LA/GOV/1871-DPMPTSP/sicantik/permit-status/permits?page=1',
  headers: Object.entries({
    Host: 'bus.example',
    Authorization: 'DPoP eyJhbGciOiJFUzI1NiJ9.e30.c2ln',
    DPoP: 'eyJ0eXAiOiJkcG9wK2p3dCJ9.e30.c2ln',
    'X-Road-Client': 'ID-LA/GOV/1871-DISDUKCAPIL/siak',
    'X-Road-Id': 'f3a1c0de',
    'X-Simpul-Purpose': 'verifikasi-izin',
    'Content-Type': 'application/json',
    'Content-Length': String(BODY.length),
  }).flat(),
  body: BODY,
};

/** A request with the least that the profile demands. */
export const BARE_REQUEST: RequestMessage = {
  method: 'GET',
  targetUri: 'https://bus.example/r1/ID-LA/GOV/1871-DPMPTSP/sicantik/permit-status/permits/123',
  headers: ['Host', 'bus.example', 'X-Road-Client', 'ID-LA/GOV/1871-DISDUKCAPIL/siak'],
};

export const RESPONSE: ResponseMessage = {
  status: 200,
  headers: Object.entries({
    'Content-Type': 'application/json',
    'x-road-request-id': '01990000-0000-7000-8000-000000000000',
    'Cache-Control': 'no-store',
  }).flat(),
  body: Buffer.from('{"status":"Selesai"}'),
};

/** The value of the first line of a field. */
export function headerOf({ headers }: { readonly headers: readonly string[] }, name: string): string {
  const at = headers.findIndex((each, i) => i % 2 === 0 && each.toLowerCase() === name.toLowerCase());
  const value = headers[at + 1];
  if (at === -1 || value === undefined) throw new Error(`the message has no ${name}`);
  return value;
}

/** The message with more header lines at its end. */
export function withLines<M extends { readonly headers: readonly string[] }>(message: M, lines: readonly string[]): M {
  return { ...message, headers: [...message.headers, ...lines] };
}
