import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import { SESSION_TTL_S } from '../../domain/people-profile.ts';
import type { OauthRecords, Payload } from '../../store/oauth-records.ts';
import { available } from '../oauth-errors.ts';
import type { PeopleDirectory } from './directory.ts';
import type { PollPace } from './poll-pace.ts';

/** Kinds of records that the flows of people need; their payloads are the library's own affair. */
const RECORDED: ReadonlySet<string> = new Set([
  'Interaction',
  'Grant',
  'AuthorizationCode',
  'RefreshToken',
  'DeviceCode',
  'PushedAuthorizationRequest',
]);
/** Access tokens are JWT and not stored. */
const UNRECORDED = 'AccessToken';

export interface PeopleModelsOptions {
  readonly records: OauthRecords;
  readonly people: PeopleDirectory;
  readonly pace: PollPace;
}

/** What the library stores for people: the adapter of a model, undefined for models of no use to them. */
export function peopleModel(model: string, options: PeopleModelsOptions): Partial<Adapter> | undefined {
  if (model === 'Session') return sessionModel(options.people);
  if (model === UNRECORDED) return { revokeByGrantId: async () => {} };
  return RECORDED.has(model) ? recordedModel(model, options) : undefined;
}

function recordedModel(model: string, { records, pace }: PeopleModelsOptions): Partial<Adapter> {
  return {
    async upsert(id, payload, expiresIn = SESSION_TTL_S) {
      const expiresAt = Math.floor(Date.now() / 1000) + expiresIn;
      await available(records.put(model, id, { payload: payload as unknown as Payload, expiresAt }));
    },
    async find(id) {
      const record = await available(records.get(model, id));
      // The grant itself is found, so that whoever used its code first is not harmed by those who used it again.
      if (record === undefined || (record.isRevoked && model !== 'Grant')) return undefined;
      const payload: AdapterPayload = { ...record.payload, jti: id, ...(record.isUsed && { consumed: true }) };
      if (model === 'DeviceCode' && payload.accountId === undefined && payload.error === undefined) pace.check(id);
      return payload;
    },
    // The library looks first and writes then, which lets concurrent requests through; here the write alone decides.
    async consume(id) {
      if (await available(records.use(model, id))) return;
      const grantId = (await available(records.get(model, id)))?.grantId;
      if (grantId !== undefined) await available(records.revoke(grantId));
      throw model === 'PushedAuthorizationRequest'
        ? new errors.InvalidRequestUri('request_uri was already used')
        : new errors.InvalidGrant('it was used before');
    },
    async destroy(id) {
      await available(model === 'Grant' ? records.revoke(id) : records.remove(model, id));
    },
    // A grant that is revoked takes with it whatever hangs on it.
    revokeByGrantId: async () => {},
  };
}

/** Our session is the library's session: it reads it by our cookie, and has no say in it. */
function sessionModel(people: PeopleDirectory): Partial<Adapter> {
  return {
    upsert: async () => {},
    destroy: async () => {},
    async find(cookie) {
      const session = await available(people.findSessionByCookie(cookie));
      if (session === undefined) return undefined;
      const { id, personId, signedInAt, endsAt } = session;
      return {
        kind: 'Session',
        jti: cookie,
        uid: id,
        accountId: personId,
        loginTs: signedInAt,
        iat: signedInAt,
        exp: endsAt,
      };
    },
  };
}
