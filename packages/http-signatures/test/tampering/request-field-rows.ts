import type { SignatureRule } from '../../src/index.ts';
import { change, double, drop } from '../support/edits.ts';
import { forge } from '../support/forge.ts';
import { REQUEST } from '../support/messages.ts';
import { full, OTHERS, parameters, type RequestRow, row, second } from './request-row.ts';

const input = (what: string, rule: SignatureRule, to: (value: string) => string): RequestRow =>
  row(what, rule, full(change('signature-input', to)));
const signature = (what: string, rule: SignatureRule, to: (value: string) => string): RequestRow =>
  row(what, rule, full(change('signature', to)));

/** Last characters of the base64 of 64 bytes, and the next one, which has a bit too much. */
const STRAY: Readonly<Record<string, string>> = { A: 'B', Q: 'R', g: 'h', w: 'x' };

const signatureFields: readonly RequestRow[] = [
  row('no signature', 'signature-missing', full(drop('signature'))),
  row('no signature input', 'signature-missing', full(drop('signature-input'))),
  row('neither', 'signature-missing', full(drop('signature'), drop('signature-input'))),
  row(
    'empty fields',
    'signature-missing',
    full(
      change('signature', () => ''),
      change('signature-input', () => ''),
    ),
  ),
  row('both fields doubled', 'signature-input-doubled', full(double('signature'), double('signature-input'))),
  signature('a label of the signature renamed', 'signature-labels', (value) => value.replace('simpul', 'simpuls')),
  signature('a signature without an input', 'signature-labels', (value) => `${value}, other=:AAAA:`),
  input('an input without a signature', 'signature-labels', (value) => `${value}, other=("@method");tag="x"`),
  signature('a signature twice', 'signature-doubled', (value) => `${value}, ${value}`),
  signature('the signature of another message', 'signature-wrong', (value) =>
    value.replace(/:.*:/, `:${Buffer.alloc(64, 1).toString('base64')}:`),
  ),
  signature('a signature cut off', 'signature-wrong', () => `simpul=:${Buffer.alloc(63, 1).toString('base64')}:`),
  signature('an empty signature', 'signature-wrong', () => 'simpul=::'),
  signature('base64 without padding', 'signature-not-canonical', (value) => value.replace('==:', ':')),
  signature('base64 with stray bits', 'signature-not-canonical', (value) =>
    value.replace(/([AQgw])==:$/, (_, last: string) => `${STRAY[last]}==:`),
  ),
  signature('base64url', 'signature-malformed', () => `simpul=:${Buffer.alloc(64, 0xff).toString('base64url')}:`),
  signature('a signature as a string', 'signature-malformed', (value) => value.replaceAll(':', '"')),
  signature('a signature with a parameter', 'signature-malformed', (value) => `${value};alg="none"`),
  signature('a list of signatures', 'signature-malformed', (value) => value.replace(/=(:.*:)$/, '=($1 $1)')),
  signature('a signature that does not end', 'signature-malformed', (value) => value.slice(0, -1)),
  signature('a comma at the end', 'signature-malformed', (value) => `${value},`),
  signature('a signature field over 8 KiB', 'signature-too-long', (value) => `${value}, x=:${'A'.repeat(8192)}:`),
  input('an input field over 8 KiB', 'signature-input-too-long', (value) => `${value};x="${'x'.repeat(8192)}"`),
  input('an input that is no list', 'signature-input-malformed', () => `simpul="@method";tag="simpul-request"`),
  input('an input that is not closed', 'signature-input-malformed', (value) => value.replace(')', '')),
  input('needless spaces', 'signature-input-not-canonical', (value) => value.replace('(', '( ')),
  input('a number with a leading zero', 'signature-input-not-canonical', (value) =>
    value.replace('created=', 'created=0'),
  ),
  input('a label in upper case', 'signature-input-malformed', (value) => value.replace('simpul', 'Simpul')),
  input('an identifier in upper case', 'component-malformed', (value) => value.replace('"dpop"', '"DPoP"')),
  input('a covered name that is none', 'component-malformed', (value) => value.replace('"dpop"', '"d pop"')),
  input('an identifier as a token', 'component-malformed', (value) => value.replace('"dpop"', 'dpop')),
  input('identifiers in another order', 'signature-wrong', (value) =>
    value.replace('"@method" "@target-uri"', '"@target-uri" "@method"'),
  ),
  input('parameters in another order', 'signature-wrong', (value) =>
    value.replace(/(;created=\d+)(;expires=\d+)/, '$2$1'),
  ),
];

const secondSignatures: readonly RequestRow[] = [
  row("another's second signature of ours", 'signature-several', second({})),
  row(
    "another's second signature whose tag is a token",
    'signature-several',
    second({ parameters: parameters(OTHERS, { tag: ';tag=simpul-request' }) }),
  ),
  row("another's second signature under our label", 'signature-input-doubled', second({ label: 'simpul' })),
  row(
    "another's good signature beside ours on a changed message",
    'signature-wrong',
    second({ parameters: ';tag="other"' }, (m) => ({ ...m, method: 'PUT' })),
  ),
  row("only another's signature", 'signature-missing', async () =>
    forge(REQUEST, OTHERS.signing, { covered: ['"@method"'], parameters: ';tag="other"' }),
  ),
];

/** What becomes of the signature's own fields. */
export const FIELD_ROWS: readonly RequestRow[] = [...signatureFields, ...secondSignatures];
