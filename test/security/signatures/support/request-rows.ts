import { add, change, double, drop, swap } from '../../../../packages/http-signatures/test/support/edits.ts';
import {
  bare,
  BODY,
  COVERED,
  covering,
  digested,
  forged,
  full,
  insteadOf,
  parameters,
  retarget,
  second,
  set,
  sign,
  type TamperedRequest,
  without,
  withParameters,
} from './tampered-request.ts';
import { seconds } from './signing-bus.ts';

const row = (what: string, rule: string, make: TamperedRequest['make'], door?: string): TamperedRequest => ({
  what,
  rule,
  make,
  ...(door === undefined ? {} : { door }),
});

const renamed = (name: string) =>
  full((m) => ({ ...m, headers: m.headers.map((each) => (each.toLowerCase() === name ? `${each}-2` : each)) }));

/** Whom a purpose is denied is told that, signed or not. */
const doorOf = (name: string): string | undefined =>
  name === 'x-simpul-purpose' ? 'SIMPUL_ACCESS_PURPOSE_DENIED' : undefined;
const REPEATED = 'SIMPUL_REQUEST_HEADER_REPEATED';
const NO_CLIENT = 'SIMPUL_REQUEST_CLIENT_MISSING';

/** Each covered component changed, emptied, dropped, doubled, moved. */
const components: readonly TamperedRequest[] = [
  row('the method changed', 'signature-wrong', set({ method: 'PUT' })),
  row(
    'the path changed',
    'signature-wrong',
    retarget((uri) => uri.replace('/izin', '/izim')),
  ),
  row(
    'the case of the path changed',
    'signature-wrong',
    retarget((uri) => uri.replace('/izin', '/Izin')),
  ),
  row(
    'the path written in another way',
    'signature-wrong',
    retarget((uri) => uri.replace('/izin', '/%69zin')),
  ),
  row(
    'the query changed',
    'signature-wrong',
    retarget((uri) => uri.replace('=1', '=2')),
  ),
  row(
    'the query dropped',
    'signature-wrong',
    retarget((uri) => uri.replace(/\?.*/, '')),
  ),
  row(
    'the query emptied',
    'signature-wrong',
    retarget((uri) => uri.replace(/\?.*/, '?')),
  ),
  row(
    'a parameter added to the query',
    'signature-wrong',
    retarget((uri) => `${uri}&b=2`),
  ),
  row(
    'another service',
    'signature-wrong',
    retarget((uri) => uri.replace('/request/', '/both/')),
  ),
  row('the body changed', 'digest-wrong', set({ body: Buffer.from(BODY.replace('1', '2')) })),
  row('the body cut off', 'digest-wrong', set({ body: Buffer.from(BODY.slice(1)) })),
  row('the body dropped', 'digest-wrong', set({ body: undefined })),
  ...['authorization', 'x-road-id', 'x-simpul-purpose', 'content-type'].flatMap((name) => [
    row(`${name} changed`, 'signature-wrong', full(change(name, (value) => `${value}x`)), doorOf(name)),
    row(`${name} emptied`, 'signature-wrong', full(change(name, () => '')), doorOf(name)),
    row(`${name} dropped`, 'component-absent', full(drop(name))),
    row(`${name} doubled`, 'field-repeated', full(double(name)), name === 'x-road-id' ? undefined : REPEATED),
    row(`${name} moved to another name`, 'component-absent', renamed(name)),
  ]),
  row(
    'x-road-client changed',
    'signature-wrong',
    full(change('x-road-client', (value) => value.replace('bernama', 'senama'))),
    'SIMPUL_AUTH_TOKEN_MISSING',
  ),
  row('x-road-client written in another way', 'signature-wrong', full(change('x-road-client', encodeName))),
  row('x-road-client dropped', 'component-absent', full(drop('x-road-client')), NO_CLIENT),
  row('x-road-client doubled', 'field-repeated', full(double('x-road-client'))),
  row('x-road-client moved to another name', 'component-absent', renamed('x-road-client'), NO_CLIENT),
  row('two fields trade their values', 'signature-wrong', full(swap('x-road-id', 'authorization'))),
  row(
    'content-digest changed',
    'signature-wrong',
    full(change('content-digest', (value) => value.replace(/:.*:/, `:${'A'.repeat(43)}=:`))),
  ),
  row('content-digest dropped', 'component-absent', full(drop('content-digest'))),
  row('content-digest doubled', 'signature-wrong', full(double('content-digest'))),
  row('authorization added', 'component-not-covered', bare(add('Authorization', 'Basic eDp5'))),
  row('x-road-id added', 'component-not-covered', bare(add('X-Road-Id', 'x'))),
  row('x-simpul-purpose added', 'component-not-covered', bare(add('X-Simpul-Purpose', 'uji'))),
  row(
    'a body added',
    'component-not-covered',
    bare((m) => ({ ...m, body: Buffer.from(BODY) })),
  ),
];

function encodeName(value: string): string {
  return value.replace('GOV', '%47OV');
}

const fields: readonly TamperedRequest[] = [
  row('no signature', 'signature-missing', full(drop('signature'))),
  row('no signature input', 'signature-missing', full(drop('signature-input'))),
  row('neither', 'signature-missing', full(drop('signature'), drop('signature-input'))),
  row('both fields doubled', 'signature-input-doubled', full(double('signature'), double('signature-input'))),
  row('the label renamed', 'signature-labels', full(change('signature', (v) => v.replace('simpul', 'lain')))),
  row('the signature of nothing', 'signature-wrong', full(change('signature', () => 'simpul=::'))),
  row('base64 without padding', 'signature-not-canonical', full(change('signature', (v) => v.replace('==:', ':')))),
  row('a signature as a string', 'signature-malformed', full(change('signature', (v) => v.replaceAll(':', '"')))),
  row(
    'a signature over 8 KiB',
    'signature-too-long',
    full(change('signature', (v) => `${v}, x=:${'A'.repeat(8192)}:`)),
  ),
  row(
    'components in another order',
    'signature-wrong',
    full(change('signature-input', (v) => v.replace('"@method" "@target-uri"', '"@target-uri" "@method"'))),
  ),
  row("another's second signature of ours", 'signature-several', second({})),
  row("another's second signature under our label", 'signature-input-doubled', second({ label: 'simpul' })),
];

const parametersRows: readonly TamperedRequest[] = [
  ...['created', 'expires', 'nonce', 'keyid'].map((name) =>
    row(
      `${name} missing`,
      'parameter-missing',
      withParameters(() => ({ [name]: '' })),
    ),
  ),
  row(
    'tag missing',
    'signature-missing',
    withParameters(() => ({ tag: '' })),
  ),
  row(
    'the tag of responses',
    'signature-missing',
    withParameters(() => ({ tag: ';tag="simpul-response"' })),
  ),
  row(
    'nonce doubled',
    'signature-input-doubled',
    withParameters(() => ({ nonce: ';nonce="a";nonce="b"' })),
  ),
  row(
    'created doubled',
    'signature-input-doubled',
    withParameters(() => ({ created: `;created=1;created=${seconds()}` })),
  ),
  row(
    'alg',
    'parameter-not-allowed',
    withParameters(() => ({ alg: ';alg="ed25519"' })),
  ),
  row(
    'a parameter that nobody knows',
    'parameter-not-allowed',
    withParameters(() => ({ other: ';other' })),
  ),
  row(
    'created as a string',
    'parameter-malformed',
    withParameters(() => ({ created: `;created="${seconds()}"` })),
  ),
  row(
    'created as a fraction',
    'parameter-malformed',
    withParameters(() => ({ created: `;created=${seconds()}.5` })),
  ),
  row(
    'created far ahead',
    'created-ahead',
    withParameters(() => ({ created: `;created=${seconds() + 90}`, expires: `;expires=${seconds() + 150}` })),
  ),
  row(
    'expires before created',
    'expires-before-created',
    withParameters(() => ({ expires: `;expires=${seconds() - 9}` })),
  ),
  row(
    'expires too late',
    'expires-too-late',
    withParameters(() => ({ expires: `;expires=${seconds() + 900}` })),
  ),
  row(
    'expired',
    'expired',
    withParameters(() => ({ created: `;created=${seconds() - 60}`, expires: `;expires=${seconds() - 5}` })),
  ),
  row(
    'an empty nonce',
    'parameter-malformed',
    withParameters(() => ({ nonce: ';nonce=""' })),
  ),
  row(
    'a nonce of 129 characters',
    'parameter-malformed',
    withParameters(() => ({ nonce: `;nonce="${'n'.repeat(129)}"` })),
  ),
  row(
    'a keyid that is no thumbprint',
    'parameter-malformed',
    withParameters(() => ({ keyid: ';keyid="siak"' })),
  ),
];

const coverage: readonly TamperedRequest[] = [
  ...COVERED.map((id) => row(`${id} not covered`, 'component-not-covered', without(id.slice(1, -1)))),
  row('nothing covered', 'component-not-covered', covering([])),
  row('a component covered twice', 'component-doubled', covering([...COVERED, '"@method"'])),
  row('a field of no concern covered', 'component-not-allowed', covering([...COVERED, '"host"'])),
  row('@authority covered', 'component-not-allowed', covering([...COVERED, '"@authority"'])),
  ...[';req', ';sf', ';bs', ';tr', ';key="sha-256"'].map((trick) =>
    row(`content-digest${trick}`, 'component-parameter', insteadOf('content-digest', `"content-digest"${trick}`)),
  ),
  row('@method;req', 'component-parameter', insteadOf('@method', '"@method";req')),
  row('x-road-client;sf', 'component-parameter', insteadOf('x-road-client', '"x-road-client";sf')),
  row('the digest of another body', 'digest-wrong', digested('sha256', 'x')),
  row('the digest of another algorithm', 'digest-wrong', digested('sha256', BODY, 'sha-512')),
  row('a digest that nobody checks', 'digest-algorithm', digested('md5', BODY, 'md5')),
];

const keys: readonly TamperedRequest[] = [
  row("another's key", 'key-unknown', ({ unsigned, others }) => sign(unsigned, others)),
  row("another's key under the right keyid", 'signature-wrong', ({ unsigned, key, others }) =>
    sign(unsigned, { ...others, keyid: key.keyid }),
  ),
  row(
    'the right key under the keyid of another',
    'key-unknown',
    forged(({ key, others }) => ({ parameters: parameters({ ...key, keyid: others.keyid }) })),
  ),
];

/** Ways to tamper with a signed request. */
export const REQUEST_ROWS: readonly TamperedRequest[] = [
  ...components,
  ...fields,
  ...parametersRows,
  ...coverage,
  ...keys,
];
