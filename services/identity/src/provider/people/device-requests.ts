import type { Provider } from 'oidc-provider';
import { ROLES_SCOPE } from '../../domain/people-profile.ts';
import type { RateLimiter } from '../../domain/rate-limiter.ts';
import { tooMany } from '../../people/store/tries.ts';
import type { OauthRecords, Payload } from '../../store/oauth-records.ts';
import { CLI_CLIENT } from './client.ts';
import { grantTo } from './grants.ts';

/** A device that waits for a person (RFC 8628). Times are seconds since the Unix epoch. */
export interface DeviceRequest {
  readonly userCode: string;
  readonly client: string;
  /** Address that the device asked from. */
  readonly source: string;
  readonly askedAt: number;
  readonly expiresAt: number;
}

/** Where people see and decide what devices ask for. */
export interface DeviceRequests {
  /**
   * @returns undefined if no device waits with this code
   * @throws SimpulError `SIMPUL_PEOPLE.TOO_MANY_TRIES` where a person enters too many codes
   */
  find(asked: { readonly userCode: string; readonly personId: string }): Promise<DeviceRequest | undefined>;
  /** @returns false if no device waits any more. @throws SimpulError as `find`. */
  approve(userCode: string, by: { readonly personId: string; readonly sessionId: string }): Promise<boolean>;
  /** As `approve`. */
  refuse(userCode: string, by: { readonly personId: string }): Promise<boolean>;
}

export interface DeviceRequestsOptions {
  readonly provider: () => Provider;
  readonly records: OauthRecords;
  /** Resource that the device may use then. */
  readonly api: string;
  /** By person, of codes entered: there are 20^8 of them, and guessing must stay hopeless. */
  readonly tries: RateLimiter;
}

/** Letters of a user code (RFC 8628, 6.1), written in two groups. */
const NOT_OF_A_CODE = /[^BCDFGHJKLMNPQRSTVWXZ]/g;
const GROUP = 4;

export function createDeviceRequests(options: DeviceRequestsOptions): DeviceRequests {
  const { provider, records, api, tries } = options;

  function take(userCode: string, personId: string): string {
    const wait = tries.take(personId);
    if (wait > 0) throw tooMany(wait);
    return normalise(userCode);
  }

  return {
    async find({ userCode, personId }) {
      const code = take(userCode, personId);
      const payload = await records.getUndecided(code);
      return payload === undefined ? undefined : toRequest(code, payload);
    },
    async approve(userCode, { personId, sessionId }) {
      const code = take(userCode, personId);
      if ((await records.getUndecided(code)) === undefined) return false;
      const grantId = await grantTo(provider(), personId, api);
      const decision = { accountId: personId, grantId, sessionUid: sessionId, scope: ROLES_SCOPE, resource: api };
      return records.decide(code, decision);
    },
    async refuse(userCode, { personId }) {
      const decision = { error: 'access_denied', errorDescription: 'the person refused' };
      return records.decide(take(userCode, personId), decision);
    },
  };
}

/** As people type codes: in small letters, with or without the dash. */
function normalise(userCode: string): string {
  return userCode.toUpperCase().replaceAll(NOT_OF_A_CODE, '');
}

function toRequest(code: string, { deviceInfo, iat, exp }: Payload): DeviceRequest {
  const hasSource = typeof deviceInfo === 'object' && deviceInfo !== null && 'ip' in deviceInfo;
  const source = hasSource && typeof deviceInfo.ip === 'string' ? deviceInfo.ip : '';
  return {
    userCode: `${code.slice(0, GROUP)}-${code.slice(GROUP)}`,
    client: String(CLI_CLIENT.client_name),
    source,
    askedAt: Number(iat),
    expiresAt: Number(exp),
  };
}
