import { BatchThread } from '@simpul/bus';
import type { SignatureChecker, SigningKey, VerifyingKey } from '@simpul/http-signatures';
import type { PrivateResponseKey } from './response-key-file.ts';
import type { SignatureJob, SignatureResult } from './signature-job.ts';

/** A thread that makes and checks the signatures of messages, so that the event loop does not. */
export class SignatureThread {
  readonly #thread = new BatchThread<SignatureJob, SignatureResult>({
    program: new URL('signature-worker.ts', import.meta.url),
    name: 'signatures',
  });

  /** What checks signatures of a key. */
  checker({ keyid, jwk }: Pick<VerifyingKey, 'keyid' | 'jwk'>): SignatureChecker {
    const key = JSON.stringify(jwk);
    return {
      keyid,
      holds: async ({ data, signature }) =>
        (await this.#thread.ask({ key, data: ascii(data), signature: base64(signature) })) === true,
    };
  }

  /** What signs with a key. */
  signer(keyid: string, jwk: PrivateResponseKey): SigningKey {
    const key = JSON.stringify(jwk);
    return {
      keyid,
      sign: async (data) => Buffer.from(String(await this.#thread.ask({ key, data: ascii(data) })), 'base64'),
    };
  }

  /** Ends the thread; nothing must be asked any more. */
  close(): Promise<void> {
    return this.#thread.close();
  }
}

function ascii(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('latin1');
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
