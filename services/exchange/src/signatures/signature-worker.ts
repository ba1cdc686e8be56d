import { createKeyImporter, importSigningKey, type Jwk, type SigningKey } from '@simpul/http-signatures';
import { parentPort } from 'node:worker_threads';
import type { SignatureJob, SignatureResult } from './signature-job.ts';

// The program of the thread that makes and checks signatures: takes batches of jobs, answers each batch at once.

/** Public keys that are kept ready for use; each is about 2 KB. */
const IMPORTED_KEYS = 10_000;
const importKey = createKeyImporter({ max: IMPORTED_KEYS });
/** The key that signs now. */
let signing: { readonly text: string; readonly key: SigningKey } | undefined;

async function resultOf({ key, data, signature }: SignatureJob): Promise<SignatureResult> {
  const bytes = Buffer.from(data, 'latin1');
  if (signature === undefined) {
    if (signing?.text !== key) signing = { text: key, key: importSigningKey(JSON.parse(key) as Jwk) };
    const made = await signing.key.sign(bytes);
    return Buffer.from(made).toString('base64');
  }
  return importKey(JSON.parse(key) as Jwk).holds({ data: bytes, signature: Buffer.from(signature, 'base64') });
}

async function answer(jobs: readonly SignatureJob[]): Promise<void> {
  const results = await Promise.all(jobs.map(resultOf));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the port of a worker is not a window
  parentPort?.postMessage(results);
}

// What fails here ends the thread, and with it those who wait for it.
parentPort?.on('message', (jobs: readonly SignatureJob[]) => void answer(jobs));
