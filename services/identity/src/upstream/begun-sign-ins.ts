import { randomBytes } from 'node:crypto';
import type { OauthRecords } from '../store/oauth-records.ts';
import type { Begun } from './upstream-client.ts';

/** A sign-in at the provider that has begun, and the page that it leads to. */
export interface BegunSignIn extends Begun {
  readonly next: string;
}

/** Sign-ins that have begun: each ends once, in the browser where it began. */
export interface BegunSignIns {
  /** @returns the value of the cookie that binds it to the browser */
  keep(signIn: BegunSignIn): Promise<string>;
  /** Takes it out; of any number of uses one succeeds. */
  take(cookie: string): Promise<BegunSignIn | undefined>;
}

const KIND = 'UpstreamSignIn';
const TOKEN_BYTES = 32;
/** Seconds that a person has to sign in at the provider. */
export const BEGUN_TTL_S = 600;

export function createBegunSignIns(records: OauthRecords): BegunSignIns {
  const seconds = () => Math.floor(Date.now() / 1000);
  return {
    async keep({ state, nonce, verifier, next }) {
      const cookie = randomBytes(TOKEN_BYTES).toString('base64url');
      const expiresAt = seconds() + BEGUN_TTL_S;
      await records.put(KIND, cookie, { payload: { state, nonce, verifier, next, exp: expiresAt }, expiresAt });
      return cookie;
    },
    async take(cookie) {
      const record = await records.get(KIND, cookie);
      if (record === undefined || !(await records.use(KIND, cookie))) return undefined;
      // As it was kept: the store gives back what it was given.
      const { exp, ...signIn } = record.payload as unknown as BegunSignIn & { readonly exp: number };
      return exp <= seconds() ? undefined : signIn;
    },
  };
}
