import { parentPort } from 'node:worker_threads';
import { createSignatureChecker } from './check-signature.ts';
import type { Verdicts } from './signature-thread.ts';

// The program of the thread that checks signatures: takes batches of proofs, answers each batch at once.

const isRight = createSignatureChecker();

parentPort?.on('message', (proofs: readonly string[]) => {
  const verdicts: Verdicts = Uint8Array.from(proofs, (proof) => (isRight(proof) ? 1 : 0));
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the port of a worker is not a window
  parentPort?.postMessage(verdicts);
});
