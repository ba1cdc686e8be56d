import { ASSERTION_MAX_S, CLOCK_AHEAD_S } from './profile.ts';

/**
 * Why a client assertion's times are refused; undefined when they are right. Lifetime counts from now, or from an `iat`
 * that a fast clock set at most 10 s ahead. Times are in seconds.
 */
export function lifetimeFault(claims: { exp?: unknown; iat?: unknown }, now: number): string | undefined {
  const { exp, iat = now } = claims;
  if (typeof exp !== 'number' || typeof iat !== 'number') return 'exp and iat must be numbers';
  if (iat > now + CLOCK_AHEAD_S) return `iat is more than ${CLOCK_AHEAD_S} s ahead`;
  if (exp <= now) return 'it has expired';
  if (exp - Math.max(iat, now) > ASSERTION_MAX_S) return `exp is more than ${ASSERTION_MAX_S} s ahead`;
  return undefined;
}
