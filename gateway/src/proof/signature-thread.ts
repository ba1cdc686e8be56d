import { BatchThread } from '@simpul/bus';

/** A thread that checks signatures of proofs. */
export class SignatureThread {
  readonly #thread = new BatchThread<string, boolean>({
    program: new URL('signature-worker.ts', import.meta.url),
    name: 'proofs',
  });

  /**
   * Whether the signature of a proof is right.
   * @throws SimpulError `SIMPUL_HTTP_OVERLOADED`
   */
  isRight(proof: string): Promise<boolean> {
    return this.#thread.ask(proof);
  }

  /** Ends the thread; nothing must be asked any more. */
  close(): Promise<void> {
    return this.#thread.close();
  }
}
