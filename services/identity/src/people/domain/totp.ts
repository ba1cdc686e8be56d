import { Secret, TOTP } from 'otpauth';

const PERIOD_S = 30;
const DIGITS = 6;
/** Bytes of a secret (RFC 4226, 4: 160 bits). */
const SECRET_BYTES = 20;
/** Time steps that a clock may be off, before or after. */
const WINDOW = 1;
const CODE = /^\d{6}$/;

function totpOf(secret: string): TOTP {
  return new TOTP({ issuer: 'Simpul', algorithm: 'SHA1', digits: DIGITS, period: PERIOD_S, secret });
}

/** A new secret for an authenticator app, base32. */
export function makeTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** Address that authenticator apps read (`otpauth:`), from a link or a QR code. */
export function totpUri(secret: string, label: string): string {
  const totp = totpOf(secret);
  totp.label = label;
  return totp.toString();
}

/**
 * The time step whose code this is (RFC 6238); undefined if it is none of now, or the step was not after `lastStep`.
 *
 * @param now milliseconds since the Unix epoch
 */
export function stepOf(
  code: string,
  secret: string,
  { now, lastStep }: { readonly now: number; readonly lastStep: number },
): number | undefined {
  if (!isTotpCode(code)) return undefined;
  const delta = totpOf(secret).validate({ token: code, window: WINDOW, timestamp: now });
  if (delta === null) return undefined;
  const step = Math.floor(now / 1000 / PERIOD_S) + delta;
  return step > lastStep ? step : undefined;
}

export function isTotpCode(code: string): boolean {
  return CODE.test(code);
}
