import { parentPort } from 'node:worker_threads';
import { createSignatureChecker } from './check-signature.ts';

// The program of the thread that checks signatures: takes batches of proofs, answers each batch at once.

const isRight = createSignatureChecker();

parentPort?.on('message', (proofs: readonly string[]) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- the port of a worker is not a window
  parentPort?.postMessage(proofs.map((proof) => isRight(proof)));
});
