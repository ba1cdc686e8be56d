import { ACCESS, CONTRACT, REPEAT, SERVICE } from '@simpul/errors';
import type { Case } from './case.ts';
import { road } from './region-file.ts';
import type { CallOptions } from './world.ts';

const PURPOSE = 'X-Simpul-Purpose';
const VERSION = 'X-Simpul-Version';
const PARTY = 'X-Road-Represented-Party';
const asJson = ['Content-Type', 'application/json'];

const calling =
  (target: string, options: CallOptions = {}): Case['provoke'] =>
  ({ call }) =>
    call(target, options);

/** Step 3: the service cannot be found, or is not open. */
export const SERVICE_CASES: readonly Case[] = [
  { error: SERVICE.MEMBER_UNKNOWN, provoke: calling(road('echo', 'GOV/TIADA/sistem')) },
  { error: SERVICE.UNKNOWN, provoke: calling(road('nothing')) },
  { error: SERVICE.DISABLED, provoke: calling(road('disabled')) },
  { error: SERVICE.MAINTENANCE, provoke: calling(road('maintenance')) },
  { error: SERVICE.SUSPENDED, provoke: calling(road('any', 'GOV/PENYEDIA/tangguh')) },
  { error: SERVICE.NO_BACKEND, provoke: calling(`${road('example')}/x`) },
  { error: SERVICE.VERSION_UNKNOWN, provoke: calling(road('echo'), { headers: [VERSION, '9.9.9'] }) },
  { error: SERVICE.VERSION_CLOSED, provoke: calling(road('versioned'), { headers: [VERSION, '0.9.0'] }) },
  { error: SERVICE.VERSION_NONE, provoke: calling(road('outdated')) },
  { error: SERVICE.VERSION_NOT_AGREED, provoke: calling(road('versioned'), { headers: [VERSION, '2.0.0'] }) },
  { error: SERVICE.CODE_MISSING, provoke: calling(road('getOpenAPI')) },
  { error: SERVICE.DESCRIPTION_UNKNOWN, provoke: calling(`${road('getOpenAPI')}?serviceCode=nothing`) },
  { error: SERVICE.DESCRIPTION_NONE, provoke: calling(`${road('getOpenAPI')}?serviceCode=echo`) },
];

/** Step 4: no agreement gives the right. */
export const ACCESS_CASES: readonly Case[] = [
  { error: ACCESS.NO_AGREEMENT, provoke: calling(road('unagreed')) },
  { error: ACCESS.AGREEMENT_NOT_YET, provoke: calling(road('coming')) },
  { error: ACCESS.AGREEMENT_EXPIRED, provoke: calling(road('expired')) },
  { error: ACCESS.AGREEMENT_SUSPENDED, provoke: calling(road('stopped')) },
  { error: ACCESS.ENDPOINT_DENIED, provoke: calling(`${road('narrow')}/other`) },
  { error: ACCESS.PURPOSE_DENIED, provoke: calling(road('echo'), { headers: [PURPOSE, 'lain'] }) },
  { error: ACCESS.PURPOSE_AMBIGUOUS, provoke: calling(road('twice')) },
  { error: ACCESS.REPRESENTATION_DENIED, provoke: calling(road('echo'), { headers: [PARTY, 'GOV/SETDA'] }) },
  { error: ACCESS.DELEGATION_MISSING, provoke: calling(road('delegated'), { headers: [PARTY, 'GOV/SETDA'] }) },
  { error: ACCESS.PROVISION_UNDELEGATED, provoke: calling(road('provided')) },
  { error: ACCESS.ELIGIBILITY_LOST, provoke: calling(road('eligible')) },
  { error: ACCESS.AGREEMENT_REVOKED, provoke: calling(road('revoked')) },
  { error: ACCESS.SIGNATURE_REQUIRED, provoke: calling(road('signed')) },
  {
    error: ACCESS.QUOTA_EXCEEDED,
    async provoke({ call }) {
      const first = await call(road('scarce'));
      return first.status === 200 ? call(road('scarce')) : first;
    },
  },
];

/** Step 5: the request is not what the registered contract allows. */
export const CONTRACT_CASES: readonly Case[] = [
  { error: CONTRACT.PATH_UNKNOWN, provoke: calling(`${road('contracted')}/nothing`) },
  { error: CONTRACT.METHOD_UNKNOWN, provoke: calling(`${road('contracted')}/permits/1`, { method: 'DELETE' }) },
  { error: CONTRACT.PARAMETER_INVALID, provoke: calling(`${road('contracted')}/permits/one`) },
  {
    error: CONTRACT.MEDIA_TYPE_UNKNOWN,
    provoke: calling(`${road('contracted')}/permits`, {
      method: 'POST',
      headers: ['Content-Type', 'text/plain'],
      body: 'x',
    }),
  },
  {
    error: CONTRACT.BODY_INVALID,
    provoke: calling(`${road('contracted')}/permits`, { method: 'POST', headers: asJson, body: '{"name":1}' }),
  },
  { error: CONTRACT.UNUSABLE, provoke: calling(`${road('unusable')}/x`) },
];

/** Step 6: the request bears the idempotency key of an earlier one. */
export const REPEAT_CASES: readonly Case[] = [
  { error: REPEAT.SENT_BEFORE, provoke: repeating('kunci-1', road('echo')) },
  { error: REPEAT.KEY_REUSED, provoke: repeating('kunci-2', `${road('echo')}/lain`) },
];

/** A request under a key, and then one to `second` under the same. */
function repeating(key: string, second: string): Case['provoke'] {
  const options = { method: 'POST', headers: ['Idempotency-Key', key], body: 'x' };
  return async ({ call }) => {
    const first = await call(road('echo'), options);
    return first.status === 200 ? call(second, options) : first;
  };
}
