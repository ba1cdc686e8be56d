import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** What is done with the one secret that the service keeps for people. */
export interface Secrets {
  /** 32 bytes that only this service can make of a text. */
  mac(text: string): Buffer;
  /** Encrypts (AES-256-GCM). `context` says what it is: sealed as one thing it is never opened as another. */
  seal(text: string, context: string): string;
  /** @returns undefined for what was not sealed here as this. */
  open(sealed: string, context: string): string | undefined;
}

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Derives a key of its own for each use of the secret (HKDF, RFC 5869). */
export function createSecrets(secret: Uint8Array): Secrets {
  const derive = (use: string) =>
    Buffer.from(hkdfSync('sha256', secret, new Uint8Array(), `simpul/people/${use}/v1`, KEY_BYTES));
  const macKey = derive('mac');
  const sealKey = derive('seal');
  return {
    mac: (text) => createHmac('sha256', macKey).update(text).digest(),
    seal(text, context) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, sealKey, iv).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < IV_BYTES + TAG_BYTES) return undefined;
      const decipher = createDecipheriv(CIPHER, sealKey, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      try {
        const text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
        return Buffer.concat([text, decipher.final()]).toString('utf8');
      } catch {
        // The tag does not fit, and says no more than that.
        return undefined;
      }
    },
  };
}
