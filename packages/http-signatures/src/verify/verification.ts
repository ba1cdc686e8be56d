import type { SignatureRule } from '../rules.ts';
import { SignatureError } from '../signature-error.ts';

/** A signature that holds. */
export interface Held {
  readonly ok: true;
  readonly label: string;
  /** The bytes of the signature. */
  readonly signature: Uint8Array;
  /** The text that was signed (RFC 9421 section 2.5). It holds what was covered, tokens too: not for logs. */
  readonly base: string;
  /** SHA-256 of the base, base64url. */
  readonly baseDigest: string;
}

/** A message that was refused. */
export interface Refused {
  readonly ok: false;
  /** The first rule that it broke. */
  readonly rule: SignatureRule;
  /** The field, component or parameter that it is about, by the name that the sender gave it (ASCII, up to 8 KiB); never a value. */
  readonly about?: string;
  /** The text that should have been signed, where it could be made: for whoever looks for the difference. Not for logs. */
  readonly base?: string;
}

/** Where a verification notes how far it came. */
export interface Attempt {
  base?: string;
}

/** Runs a verification; a broken rule becomes a result, anything else is thrown on. */
export async function attempt<H extends { readonly ok: true }>(
  verify: (attempt: Attempt) => Promise<H>,
): Promise<H | Refused> {
  const made: Attempt = {};
  try {
    return await verify(made);
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error;
    const { rule, about } = error;
    return { ok: false, rule, ...(about === undefined ? {} : { about }), ...made };
  }
}
