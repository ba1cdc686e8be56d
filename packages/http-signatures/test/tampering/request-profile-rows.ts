import { hash } from 'node:crypto';
import { signRequest } from '../../src/index.ts';
import { BODY, NOW, REQUEST, withLines } from '../support/messages.ts';
import {
  COVERED,
  covering,
  digest,
  EXPIRES,
  forged,
  insteadOf,
  OTHERS,
  parameters,
  type RequestRow,
  row,
  sha,
  type Signed,
  withParameters,
  without,
} from './request-row.ts';

const parameterRows: readonly RequestRow[] = [
  ...(['created', 'expires', 'nonce', 'keyid'] as const).map((name) =>
    row(`${name} missing`, 'parameter-missing', withParameters({ [name]: '' })),
  ),
  row('tag missing', 'signature-missing', withParameters({ tag: '' })),
  ...(['created', 'expires', 'nonce', 'keyid', 'tag'] as const).map((name) =>
    row(`${name} doubled`, 'signature-input-doubled', (signed) => {
      const [usual = ''] = new RegExp(`;${name}=[^;]+`).exec(parameters(signed.key)) ?? [];
      return withParameters({ [name]: usual + usual })(signed);
    }),
  ),
  row('alg', 'parameter-not-allowed', withParameters({ alg: ';alg="ed25519"' })),
  row('a parameter that nobody knows', 'parameter-not-allowed', withParameters({ other: ';other' })),
  row('created as a string', 'parameter-malformed', withParameters({ created: `;created="${NOW}"` })),
  row('created as a date', 'signature-input-malformed', withParameters({ created: `;created=@${NOW}` })),
  row('created as a fraction', 'parameter-malformed', withParameters({ created: `;created=${NOW}.5` })),
  row('created as a whole decimal', 'signature-input-not-canonical', withParameters({ created: `;created=${NOW}.0` })),
  row('created before 1970', 'parameter-malformed', withParameters({ created: ';created=-1' })),
  row(
    'created 61 s ahead',
    'created-ahead',
    withParameters({ created: `;created=${NOW + 61}`, expires: `;expires=${NOW + 120}` }),
  ),
  row('expires before created', 'expires-before-created', withParameters({ expires: `;expires=${NOW - 1}` })),
  row('expires with created', 'expires-before-created', withParameters({ expires: `;expires=${NOW}` })),
  row('expires 301 s after created', 'expires-too-late', withParameters({ expires: `;expires=${NOW + 301}` })),
  row(
    'expired by a second',
    'expired',
    withParameters({ created: `;created=${NOW - 60}`, expires: `;expires=${NOW - 1}` }),
  ),
  row('an empty nonce', 'parameter-malformed', withParameters({ nonce: ';nonce=""' })),
  row('a nonce of 129 characters', 'parameter-malformed', withParameters({ nonce: `;nonce="${'n'.repeat(129)}"` })),
  row('a nonce as a token', 'parameter-malformed', withParameters({ nonce: ';nonce=a' })),
  row('a keyid that is no thumbprint', 'parameter-malformed', withParameters({ keyid: ';keyid="siak"' })),
  row('a keyid as bytes', 'parameter-malformed', withParameters({ keyid: ';keyid=:AAAA:' })),
  row('a tag as a token', 'parameter-malformed', withParameters({ tag: ';tag=simpul-request' })),
  row('the tag of responses', 'signature-missing', withParameters({ tag: ';tag="simpul-response"' })),
];

const components: readonly RequestRow[] = [
  ...COVERED.map((id) => row(`${id} not covered`, 'component-not-covered', without(id.slice(1, -1)))),
  row('nothing covered', 'component-not-covered', covering([])),
  row('a component covered twice', 'component-doubled', covering([...COVERED, '"dpop"'])),
  row('a field of no concern covered', 'component-not-allowed', covering([...COVERED, '"content-length"'])),
  row('@authority covered', 'component-not-allowed', covering([...COVERED, '"@authority"'])),
  row('@signature-params covered', 'component-not-allowed', covering([...COVERED, '"@signature-params"'])),
  row('a derived component that nobody knows', 'component-not-allowed', covering([...COVERED, '"@body"'])),
  ...[';req', ';sf', ';bs', ';tr', ';key="sha-256"', ';other'].flatMap((trick) => [
    row(
      `content-digest${trick} for content-digest`,
      'component-parameter',
      insteadOf('content-digest', `"content-digest"${trick}`),
    ),
    row(`content-digest${trick} beside it`, 'component-parameter', covering([...COVERED, `"content-digest"${trick}`])),
  ]),
  row('@method;req for @method', 'component-parameter', insteadOf('@method', '"@method";req')),
  row('x-road-client;sf for x-road-client', 'component-parameter', insteadOf('x-road-client', '"x-road-client";sf')),
  row('x-road-client;bs for x-road-client', 'component-parameter', insteadOf('x-road-client', '"x-road-client";bs')),
  row('req that says no', 'component-malformed', insteadOf('dpop', '"dpop";req=?0')),
];

const digests: readonly RequestRow[] = [
  row('the digest of another body', 'digest-wrong', digest(`sha-256=${sha('sha256', Buffer.from('x'))}`)),
  row(
    'one of two digests wrong',
    'digest-wrong',
    digest(`sha-256=${sha('sha256', BODY)}, sha-512=${sha('sha512', Buffer.from('x'))}`),
  ),
  row(
    'a digest cut off',
    'digest-wrong',
    digest(`sha-256=:${hash('sha256', BODY, 'buffer').subarray(0, 30).toString('base64')}:`),
  ),
  row('the name of another algorithm', 'digest-wrong', digest(`sha-512=${sha('sha256', BODY)}`)),
  row('MD5 alone', 'digest-algorithm', digest(`md5=${sha('md5', BODY)}`)),
  row('MD5 beside SHA-256', 'digest-algorithm', digest(`sha-256=${sha('sha256', BODY)}, md5=${sha('md5', BODY)}`)),
  row(
    'a digest twice',
    'content-digest-doubled',
    digest(`sha-256=${sha('sha256', Buffer.from('x'))}, sha-256=${sha('sha256', BODY)}`),
  ),
  row(
    'a digest without padding',
    'content-digest-not-canonical',
    digest(`sha-256=${sha('sha256', BODY).replace('=:', ':')}`),
  ),
  row('a digest as a string', 'content-digest-malformed', digest(`sha-256="${hash('sha256', BODY, 'base64')}"`)),
  row('a digest with a parameter', 'content-digest-malformed', digest(`sha-256=${sha('sha256', BODY)};x`)),
  row('an old Digest value', 'content-digest-malformed', digest(`SHA-256=${hash('sha256', BODY, 'base64')}`)),
  row('an empty digest', 'content-digest-malformed', digest('')),
  row('a digest field over 8 KiB', 'content-digest-too-long', digest(`sha-256=:${'A'.repeat(8192)}:`)),
];

const keys: readonly RequestRow[] = [
  row("another's key", 'key-unknown', async () =>
    withLines(REQUEST, await signRequest(REQUEST, { key: OTHERS.signing, created: NOW, expires: EXPIRES, nonce: 'k' })),
  ),
  row("another's key under the right keyid", 'signature-wrong', ({ key }) =>
    forged({})({ key: { ...key, signing: { ...key.signing, sign: OTHERS.signing.sign } } } as Signed),
  ),
];

/** What a signer may not do, though the signature holds. */
export const PROFILE_ROWS: readonly RequestRow[] = [...parameterRows, ...components, ...digests, ...keys];
