import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { challengeEnd, makeChallenge } from './domain/challenge.ts';
import type { Passkey, Person } from './domain/person.ts';
import type { Secrets } from './domain/secrets.ts';
import { CHALLENGE_MS } from './limits.ts';

/** What a proof of a passkey comes to. */
export interface PasskeyProof {
  readonly passkey: Omit<Passkey, 'name' | 'addedAt' | 'usedAt'>;
}

/** This bus towards authenticators (WebAuthn Level 3, 7): user verification always, no attestation. */
export interface RelyingParty {
  registrationOptions(person: Person, session: string): Promise<PublicKeyCredentialCreationOptionsJSON>;
  /** @returns undefined for a response that proves nothing, is too late, or was used before. */
  verifyRegistration(response: RegistrationResponseJSON, session: string): Promise<PasskeyProof | undefined>;
  signInOptions(): Promise<PublicKeyCredentialRequestOptionsJSON>;
  /** Of whom a response claims to be, as the authenticator stored it. */
  claimedPerson(response: AuthenticationResponseJSON): string | undefined;
  /** @returns the new signature counter, or undefined as above. */
  verifySignIn(response: AuthenticationResponseJSON, passkey: Passkey): Promise<number | undefined>;
}

export interface RelyingPartyOptions {
  readonly publicUrl: string;
  readonly secrets: Secrets;
  /** Notes the use of a challenge; false if it was used before. `expiresAt` in seconds. */
  readonly noteUse: (id: string, expiresAt: number) => Promise<boolean>;
  readonly now: () => number;
}

const SIGN_IN = 'sign-in';
/** ES256, EdDSA and RS256: what the authenticators of phones, security keys and Windows make. */
const ALGORITHMS = [-7, -8, -257];

export function createRelyingParty(options: RelyingPartyOptions): RelyingParty {
  const { publicUrl, secrets, noteUse, now } = options;
  const rpID = new URL(publicUrl).hostname;
  const expected = (what: string) => ({
    expectedChallenge: (challenge: string) => challengeEnd(secrets, challenge, { what, now: now() }) !== undefined,
    expectedOrigin: publicUrl,
    expectedRPID: rpID,
    requireUserVerification: true,
  });

  /** The challenge's MAC and end were checked with the response; here it is used up. */
  async function useChallenge(clientDataJSON: string, what: string): Promise<boolean> {
    const { challenge } = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8')) as {
      challenge: string;
    };
    const end = challengeEnd(secrets, challenge, { what, now: now() });
    return end !== undefined && noteUse(`challenge:${challenge}`, Math.ceil(end / 1000));
  }

  return {
    registrationOptions(person, session) {
      return generateRegistrationOptions({
        rpName: 'Simpul',
        rpID,
        userID: handleOf(person.id),
        userName: person.email ?? person.name ?? person.id,
        userDisplayName: person.name ?? person.email ?? person.id,
        challenge: makeChallenge(secrets, session, now()),
        timeout: CHALLENGE_MS,
        attestationType: 'none',
        excludeCredentials: person.passkeys.map(({ id, transports }) => ({ id, transports: [...transports] })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        supportedAlgorithmIDs: ALGORITHMS,
      });
    },
    async verifyRegistration(response, session) {
      const verified = await orUndefined(() =>
        verifyRegistrationResponse({ response, ...expected(session), supportedAlgorithmIDs: ALGORITHMS }),
      );
      if (verified?.registrationInfo === undefined) return undefined;
      if (!(await useChallenge(response.response.clientDataJSON, session))) return undefined;
      const { id, publicKey, counter, transports = [] } = verified.registrationInfo.credential;
      return { passkey: { id, publicKey: Buffer.from(publicKey).toString('base64url'), counter, transports } };
    },
    signInOptions() {
      return generateAuthenticationOptions({
        rpID,
        challenge: makeChallenge(secrets, SIGN_IN, now()),
        timeout: CHALLENGE_MS,
        userVerification: 'required',
      });
    },
    claimedPerson({ response }) {
      return idOf(response.userHandle ?? '');
    },
    async verifySignIn(response, { id, publicKey, counter, transports }) {
      const credential = {
        id,
        publicKey: Uint8Array.from(Buffer.from(publicKey, 'base64url')),
        counter,
        transports: [...transports],
      };
      const verified = await orUndefined(() =>
        verifyAuthenticationResponse({ response, ...expected(SIGN_IN), credential }),
      );
      if (verified?.verified !== true) return undefined;
      if (!(await useChallenge(response.response.clientDataJSON, SIGN_IN))) return undefined;
      return verified.authenticationInfo.newCounter;
    },
  };
}

/** The library throws for each response that is not right; which rule it broke is nobody's business. */
async function orUndefined<T>(verify: () => Promise<T>): Promise<T | undefined> {
  try {
    return await verify();
  } catch {
    return undefined;
  }
}

const UUID_BYTES = 16;

/** The 16 bytes of a person's UUID: what an authenticator stores as its user (WebAuthn Level 3, 5.4.3). */
function handleOf(id: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(id.replaceAll('-', ''), 'hex'));
}

/** The other way; what comes from outside need not be a UUID that anybody has. */
function idOf(handle: string): string | undefined {
  const bytes = Buffer.from(handle, 'base64url');
  if (bytes.length !== UUID_BYTES) return undefined;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
