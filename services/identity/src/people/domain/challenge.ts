import { randomBytes, timingSafeEqual } from 'node:crypto';
import { CHALLENGE_MS } from '../limits.ts';
import type { Secrets } from './secrets.ts';

const RANDOM_BYTES = 16;
const TIME_BYTES = 8;
const BODY_BYTES = RANDOM_BYTES + TIME_BYTES;
const MAC_BYTES = 32;

/**
 * A challenge to an authenticator (WebAuthn Level 3, 13.4.3) that carries its own end and a MAC, so that visitors who only
 * look at the page cost no row in the store.
 *
 * @param what what it is for: a challenge for one thing is none for another
 * @param now milliseconds since the Unix epoch
 */
export function makeChallenge(secrets: Secrets, what: string, now: number): Uint8Array<ArrayBuffer> {
  const body = Buffer.alloc(BODY_BYTES);
  randomBytes(RANDOM_BYTES).copy(body);
  body.writeBigUInt64BE(BigInt(now + CHALLENGE_MS), RANDOM_BYTES);
  return Uint8Array.from(Buffer.concat([body, macOf(secrets, what, body)]));
}

/** Until when a challenge holds, in milliseconds; undefined for one that was not made here for this, or has ended. */
export function challengeEnd(
  secrets: Secrets,
  challenge: string,
  { what, now }: { readonly what: string; readonly now: number },
): number | undefined {
  const bytes = Buffer.from(challenge, 'base64url');
  if (bytes.length !== BODY_BYTES + MAC_BYTES) return undefined;
  const body = bytes.subarray(0, BODY_BYTES);
  if (!timingSafeEqual(bytes.subarray(BODY_BYTES), macOf(secrets, what, body))) return undefined;
  const end = Number(body.readBigUInt64BE(RANDOM_BYTES));
  return now < end ? end : undefined;
}

function macOf(secrets: Secrets, what: string, body: Buffer): Buffer {
  return secrets.mac(`challenge\0${what}\0${body.toString('base64url')}`);
}
