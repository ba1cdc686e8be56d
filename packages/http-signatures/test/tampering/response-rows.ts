import { contentDigest } from '../../src/digest/content-digest.ts';
import { type RequestMessage, type ResponseMessage, signResponse, type SignatureRule } from '../../src/index.ts';
import { add, change, double, drop } from '../support/edits.ts';
import { forge } from '../support/forge.ts';
import { ed25519Key, type TestKey } from '../support/keys.ts';
import { NOW, RESPONSE, withLines } from '../support/messages.ts';

/** A response and the request that it is said to answer. */
export interface Exchange {
  readonly request: RequestMessage;
  readonly response: ResponseMessage;
}

/** An exchange as it was signed; another request that was signed too, and the bus's key. */
export interface SignedExchange extends Exchange {
  readonly other: RequestMessage;
  readonly key: TestKey;
}

/** One way to tamper with a signed response, and the rule that refuses it. */
export interface ResponseRow {
  readonly what: string;
  readonly rule: SignatureRule;
  readonly make: (signed: SignedExchange) => Exchange | Promise<Exchange>;
}

const OTHERS = ed25519Key();
const COVERED = [
  '"@status"',
  '"x-road-request-id"',
  '"content-type"',
  '"content-digest"',
  '"signature";req',
  '"signature-input";req',
];

type Make = ResponseRow['make'];
const row = (what: string, rule: SignatureRule, make: Make): ResponseRow => ({ what, rule, make });
const response =
  (...edits: readonly ((message: ResponseMessage) => ResponseMessage)[]): Make =>
  ({ request, response: signed }) => ({ request, response: edits.reduce((message, edit) => edit(message), signed) });
const request =
  (edit: (message: RequestMessage) => RequestMessage): Make =>
  ({ request: signed, response: answer }) => ({ request: edit(signed), response: answer });

function parameters(key: TestKey, changes: Readonly<Record<string, string>> = {}): string {
  const usual = {
    created: `;created=${NOW}`,
    keyid: `;keyid="${key.signing.keyid}"`,
    tag: ';tag="simpul-response"',
  };
  return Object.values({ ...usual, ...changes }).join('');
}

/** Signed by the right key, but not as the profile says. */
const forged =
  (covered: readonly string[], changes: Readonly<Record<string, string>> = {}): Make =>
  async ({ request: asked, key }) => {
    const message = withLines(RESPONSE, ['Content-Digest', await contentDigest(RESPONSE.body ?? new Uint8Array(0))]);
    const forgery = { covered, parameters: parameters(key, changes), request: asked };
    return { request: asked, response: await forge(message, key.signing, forgery) };
  };
const insteadOf = (id: string, other: string): Make => forged(COVERED.map((each) => (each === id ? other : each)));

/** Signed as the profile says, by other code: it verifies. */
export const asTheProfileSays = forged(COVERED.toReversed());

export const RESPONSE_ROWS: readonly ResponseRow[] = [
  ...[20, 199, 600, Number.NaN].map((status) =>
    row(
      `status ${status}`,
      'status-malformed',
      response((message) => ({ ...message, status })),
    ),
  ),
  row(
    'the status changed',
    'signature-wrong',
    response((message) => ({ ...message, status: 201 })),
  ),
  ...['content-type', 'x-road-request-id'].flatMap((name) => [
    row(`${name} changed`, 'signature-wrong', response(change(name, (value) => `${value}x`))),
    row(`${name} dropped`, 'component-absent', response(drop(name))),
    row(`${name} doubled`, 'field-repeated', response(double(name))),
  ]),
  row('the digest dropped', 'component-absent', response(drop('content-digest'))),
  row('the digest changed', 'signature-wrong', response(change('content-digest', () => 'sha-256=:AAAA:'))),
  row(
    'another body',
    'digest-wrong',
    response((message) => ({ ...message, body: Buffer.from('{}') })),
  ),
  row(
    'no body',
    'digest-wrong',
    response((message) => ({ ...message, body: undefined })),
  ),
  row(
    'the digest of the request beside another body',
    'signature-wrong',
    ({ request: asked, response: { headers } }) => ({
      request: asked,
      response: {
        status: 200,
        body: asked.body,
        headers: change('content-digest', () => digestOf(asked))({ ...RESPONSE, headers }).headers,
      },
    }),
  ),
  row('no signature', 'signature-missing', response(drop('signature'))),
  row('no signature input', 'signature-missing', response(drop('signature-input'))),
  row("the request's signature fields as its own", 'signature-missing', ({ request: asked }) => ({
    request: asked,
    response: withLines(RESPONSE, signatureLines(asked)),
  })),
  row("another's second signature of ours", 'signature-several', async ({ request: asked, response: signed }) => ({
    request: asked,
    response: await forge(signed, OTHERS.signing, {
      label: 'x',
      covered: ['"@status"'],
      parameters: parameters(OTHERS),
    }),
  })),
  row("another's key", 'key-unknown', async ({ request: asked }) => ({
    request: asked,
    response: withLines(RESPONSE, await signResponse(RESPONSE, { request: asked, key: OTHERS.signing, created: NOW })),
  })),

  row('the answer to another request', 'signature-wrong', ({ other, response: answer }) => ({
    request: other,
    response: answer,
  })),
  row(
    "the request's signature changed",
    'signature-wrong',
    request(change('signature', () => `simpul=:${Buffer.alloc(64).toString('base64')}:`)),
  ),
  row(
    "the request's signature input changed",
    'signature-wrong',
    request(change('signature-input', (value) => value.replace('nonce="a"', 'nonce="z"'))),
  ),
  row(
    'another signature added to the request',
    'signature-wrong',
    request((m) => add('Signature', 'x=:AAAA:')(add('Signature-Input', 'x=("@method")')(m))),
  ),
  row('a request without a signature', 'request-signature', request(drop('signature'))),
  row(
    'a request signed twice',
    'request-signature',
    request((m) => add('Signature', 'x=:AAAA:')(add('Signature-Input', 'x=();tag="simpul-request"')(m))),
  ),
  row('a request with a malformed signature', 'request-signature', request(change('signature', () => 'simpul=AAAA'))),

  ...COVERED.map((id) =>
    row(`${id} not covered`, 'component-not-covered', forged(COVERED.filter((each) => each !== id))),
  ),
  row(
    'content-digest;req for content-digest',
    'component-parameter',
    insteadOf('"content-digest"', '"content-digest";req'),
  ),
  row(
    'content-digest;sf for content-digest',
    'component-parameter',
    insteadOf('"content-digest"', '"content-digest";sf'),
  ),
  row('content-type;req for content-type', 'component-parameter', insteadOf('"content-type"', '"content-type";req')),
  row('signature;req;sf for signature;req', 'component-parameter', insteadOf('"signature";req', '"signature";req;sf')),
  row(
    'signature;key for signature',
    'component-parameter',
    insteadOf('"signature";req', '"signature";key="simpul";req'),
  ),
  row(
    'signature-input;bs for signature-input',
    'component-parameter',
    insteadOf('"signature-input";req', '"signature-input";bs;req'),
  ),
  row('req that is a number', 'component-malformed', insteadOf('"signature";req', '"signature";req=1')),
  row('@status;req for @status', 'component-parameter', insteadOf('"@status"', '"@status";req')),
  row('@method;req covered too', 'component-parameter', forged([...COVERED, '"@method";req'])),
  row('a component covered twice', 'component-doubled', forged([...COVERED, '"signature";req'])),
  row('a field of no concern covered', 'component-not-allowed', forged([...COVERED, '"cache-control"'])),

  row('created missing', 'parameter-missing', forged(COVERED, { created: '' })),
  row('keyid missing', 'parameter-missing', forged(COVERED, { keyid: '' })),
  row('keyid doubled', 'signature-input-doubled', forged(COVERED, { other: ';keyid="x"' })),
  row('alg', 'parameter-not-allowed', forged(COVERED, { alg: ';alg="ed25519"' })),
  row('a nonce', 'parameter-not-allowed', forged(COVERED, { nonce: ';nonce="a"' })),
  row('expires', 'parameter-not-allowed', forged(COVERED, { expires: `;expires=${NOW + 60}` })),
  row('created 61 s ahead', 'created-ahead', forged(COVERED, { created: `;created=${NOW + 61}` })),
  row('the tag of requests', 'signature-missing', forged(COVERED, { tag: ';tag="simpul-request"' })),
];

function digestOf({ headers }: RequestMessage): string {
  return headers[headers.indexOf('Content-Digest') + 1] ?? '';
}

function signatureLines({ headers }: RequestMessage): readonly string[] {
  return headers.slice(headers.indexOf('Signature-Input'));
}
