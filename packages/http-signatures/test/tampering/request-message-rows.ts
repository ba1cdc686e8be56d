import { add, change, double, drop, swap } from '../support/edits.ts';
import { BODY, REQUEST } from '../support/messages.ts';
import { bare, full, type RequestRow, row, set, sha } from './request-row.ts';

const FIELDS = ['authorization', 'dpop', 'x-road-client', 'x-road-id', 'x-simpul-purpose', 'content-type'];

const changedComponents: readonly RequestRow[] = [
  row('the method changed', 'signature-wrong', set({ method: 'PUT' })),
  row('the method in lower case', 'signature-wrong', set({ method: 'post' })),
  row('the path changed', 'signature-wrong', set({ targetUri: REQUEST.targetUri.replace('permits', 'permit') })),
  row('the query changed', 'signature-wrong', set({ targetUri: REQUEST.targetUri.replace('=1', '=2') })),
  row('the query dropped', 'signature-wrong', set({ targetUri: REQUEST.targetUri.replace('?page=1', '') })),
  row('another host', 'signature-wrong', set({ targetUri: REQUEST.targetUri.replace('bus', 'bus2') })),
  row('another scheme', 'signature-wrong', set({ targetUri: REQUEST.targetUri.replace('https', 'http') })),
  ...FIELDS.flatMap((name) => [
    row(`${name} changed`, 'signature-wrong', full(change(name, (value) => `${value}x`))),
    row(`${name} emptied`, 'signature-wrong', full(change(name, () => ''))),
    row(`${name} dropped`, 'component-absent', full(drop(name))),
    row(`${name} doubled`, 'field-repeated', full(double(name))),
    row(
      `${name} moved to another name`,
      'component-absent',
      full((m) => ({ ...m, headers: m.headers.map((n) => (n.toLowerCase() === name ? `${n}-2` : n)) })),
    ),
  ]),
  row('two fields trade their values', 'signature-wrong', full(swap('x-road-id', 'x-simpul-purpose'))),
  row(
    'content-digest changed',
    'signature-wrong',
    full(change('content-digest', () => `sha-256=${sha('sha256', Buffer.from('x'))}`)),
  ),
  row('content-digest dropped', 'component-absent', full(drop('content-digest'))),
  row('content-digest doubled', 'signature-wrong', full(double('content-digest'))),
  row('a no-break space before a value', 'field-malformed', full(change('x-road-client', (value) => `\u00a0${value}`))),
  row('the body changed', 'digest-wrong', set({ body: Buffer.from('{"no_permohonan":"124"}') })),
  row('the body cut off', 'digest-wrong', set({ body: BODY.subarray(1) })),
  row('the body dropped', 'digest-wrong', set({ body: undefined })),
  row('the body emptied', 'digest-wrong', set({ body: new Uint8Array(0) })),
  row(
    'another body with its digest',
    'signature-wrong',
    full(
      (m) => ({ ...m, body: Buffer.from('x') }),
      change('content-digest', () => `sha-256=${sha('sha256', Buffer.from('x'))}`),
    ),
  ),
];

const added: readonly RequestRow[] = [
  row('authorization added', 'component-not-covered', bare(add('Authorization', 'Bearer x'))),
  row('dpop added', 'component-not-covered', bare(add('DPoP', 'x'))),
  row('x-road-id added', 'component-not-covered', bare(add('X-Road-Id', 'x'))),
  row('x-simpul-purpose added', 'component-not-covered', bare(add('X-Simpul-Purpose', 'x'))),
  row('an empty x-simpul-purpose added', 'component-not-covered', bare(add('x-simpul-purpose', ''))),
  row(
    'a body added',
    'component-not-covered',
    bare((message) => ({ ...message, body: BODY })),
  ),
  row(
    'a wrong digest added where there is no body',
    'digest-wrong',
    bare(add('Content-Digest', `sha-256=${sha('sha256', BODY)}`)),
  ),
];

const malformedMessages: readonly RequestRow[] = [
  row('a method that is no token', 'method-malformed', set({ method: 'GET /' })),
  row('a relative target', 'target-uri-malformed', set({ targetUri: '/r1' })),
  row('a target with a line break', 'target-uri-malformed', set({ targetUri: `${REQUEST.targetUri}\n"dpop": x` })),
  row('a target with a fragment', 'target-uri-malformed', set({ targetUri: `${REQUEST.targetUri}#x` })),
  row('a target with an impossible port', 'target-uri-malformed', set({ targetUri: 'https://bus.example:99999/' })),
  row('a folded line', 'field-folded', full(change('x-road-id', (value) => `${value}\r\n x`))),
  row('a line break in a field that is not covered', 'field-folded', full(add('X-Other', 'a\nX-Road-Id: b'))),
  row('a null in a value', 'field-malformed', full(change('x-road-id', (value) => `${value}\0`))),
  row('a null in a field that is not covered', 'field-malformed', full(add('X-Other', 'a\0b'))),
  row('a name that is no token', 'field-malformed', full(add('X Road', 'a'))),
  row(
    'a name without a value',
    'field-malformed',
    full((message) => ({ ...message, headers: [...message.headers, 'X-Last'] })),
  ),
];

/** What becomes of a message on its way. */
export const MESSAGE_ROWS: readonly RequestRow[] = [...changedComponents, ...added, ...malformedMessages];
