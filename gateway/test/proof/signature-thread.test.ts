import { afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { SignatureThread } from '../../src/proof/signature-thread.ts';
import { errorOf } from '../support/error-of.ts';
import { createProver, type Prover } from '../support/prover.ts';

const REQUEST = { method: 'GET', url: 'https://bus.example/r1', token: 't' };
let provers: readonly Prover[];
let thread: SignatureThread;
beforeAll(async () => {
  provers = await Promise.all(['ES256', 'PS256', 'EdDSA'].map((alg) => createProver(alg)));
});
beforeEach(() => {
  thread = new SignatureThread();
});
afterEach(() => thread.close());

const prove = (index: number): Promise<string> => provers[index % provers.length]?.prove(REQUEST) ?? Promise.reject();
/** With a signature of the right form by the same key, over something else. */
async function forge(index: number): Promise<string> {
  const [mine, other] = await Promise.all([prove(index), prove(index)]);
  return mine.slice(0, mine.lastIndexOf('.')) + other.slice(other.lastIndexOf('.'));
}

it('tells right signatures from wrong ones, each for the one who asked', async () => {
  const proofs = await Promise.all(Array.from({ length: 60 }, (_, i) => (i % 4 === 0 ? forge(i) : prove(i))));
  const verdicts = await Promise.all(proofs.map((proof) => thread.isRight(proof)));
  expect(verdicts).toEqual(proofs.map((_, i) => i % 4 !== 0));
});

it('takes what comes while it works as the next batch', async () => {
  const first = thread.isRight(await prove(0));
  const proof = await prove(1);
  await new Promise(setImmediate);
  const second = thread.isRight(proof);
  expect(await Promise.all([first, second])).toEqual([true, true]);
});

it('refuses more than can wait, and answers those that do', async () => {
  const proof = await prove(2);
  const asked = Array.from({ length: 10_000 }, () => thread.isRight(proof));
  expect((await errorOf(() => thread.isRight(proof))).code).toBe('SIMPUL_HTTP_OVERLOADED');
  expect(new Set(await Promise.all(asked))).toEqual(new Set([true]));
});

it('refuses what waits when the thread ends, and starts again with the next', async () => {
  const proof = await prove(0);
  expect(await thread.isRight(proof)).toBe(true);
  const lost = thread.isRight(proof);
  await new Promise(setImmediate);
  const [outcome] = await Promise.allSettled([lost, thread.close()]);
  expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'SIMPUL_HTTP_INTERNAL' } });
  expect(await thread.isRight(proof)).toBe(true);
});
