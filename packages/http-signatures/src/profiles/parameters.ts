import type { Parameters } from 'structured-headers';
import { NONCE_MAX } from '../limits.ts';
import { SignatureError } from '../signature-error.ts';

/** Parameters that every signature of ours has besides its tag. */
export interface CommonParameters {
  /** POSIX seconds. */
  readonly created: number;
  /** RFC 7638 thumbprint of the key. */
  readonly keyid: string;
}

const NONCE = /^[ -~]+$/;
const THUMBPRINT = /^[A-Za-z0-9_-]{43}$/;

/**
 * Holds a signature to a list of parameters: those and no others.
 *
 * @throws SignatureError `parameter-not-allowed`, `parameter-missing`
 */
export function assertParameters(parameters: Parameters, names: readonly string[]): void {
  for (const name of parameters.keys())
    if (!names.includes(name)) throw new SignatureError('parameter-not-allowed', name);
  for (const name of names) if (!parameters.has(name)) throw new SignatureError('parameter-missing', name);
}

/** @throws SignatureError `parameter-malformed` */
export function readTime(parameters: Parameters, name: 'created' | 'expires'): number {
  const value = parameters.get(name);
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
    throw new SignatureError('parameter-malformed', name);
  return value;
}

/** @throws SignatureError `parameter-malformed` */
export function readKeyid(parameters: Parameters): string {
  const value = readString(parameters, 'keyid');
  if (!THUMBPRINT.test(value)) throw new SignatureError('parameter-malformed', 'keyid');
  return value;
}

/** @throws SignatureError `parameter-malformed` */
export function readNonce(parameters: Parameters): string {
  const value = readString(parameters, 'nonce');
  if (!NONCE.test(value) || value.length > NONCE_MAX) throw new SignatureError('parameter-malformed', 'nonce');
  return value;
}

/** @throws SignatureError `parameter-malformed` */
export function readString(parameters: Parameters, name: string): string {
  const value = parameters.get(name);
  if (typeof value !== 'string') throw new SignatureError('parameter-malformed', name);
  return value;
}
