import { CHECKPOINT_MAX_MS, CHECKPOINT_MIN_MS } from './config.ts';

/** Signs and publishes once. @returns whether there was something to publish */
export type SignOnce = () => Promise<boolean>;

/**
 * Calls the signer: a quarter of a second after something new, every second in any case, one call at a time. It ends with
 * the first failure.
 */
export class CheckpointLoop {
  readonly #signOnce: SignOnce;
  readonly #onFailure: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<boolean> | undefined;
  #isNew = false;
  #isStopped = false;
  #hasFailed = false;

  constructor(signOnce: SignOnce, onFailure: (error: unknown) => void) {
    this.#signOnce = signOnce;
    this.#onFailure = onFailure;
  }

  start(): void {
    this.#wait(CHECKPOINT_MAX_MS);
  }

  /** Says that something was appended. */
  wake(): void {
    if (this.#isNew) return;
    this.#isNew = true;
    if (this.#running === undefined) this.#wait(CHECKPOINT_MIN_MS);
  }

  /** Signs what is still new, then ends. */
  async stop(): Promise<void> {
    if (this.#isStopped) return;
    // Before all else, so that what is running does not set the timer again.
    await this.abandon();
    if (this.#hasFailed) return;
    while (await this.#signOnce());
  }

  /** Ends without signing. */
  async abandon(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #wait(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.#isStopped) this.#timer = setTimeout(() => this.#run(), ms).unref();
  }

  #run(): void {
    this.#isNew = false;
    this.#running = this.#signOnce()
      .catch((error: unknown) => {
        this.#isStopped = true;
        this.#hasFailed = true;
        this.#onFailure(error);
        return false;
      })
      .finally(() => {
        this.#running = undefined;
        this.#wait(this.#isNew ? CHECKPOINT_MIN_MS : CHECKPOINT_MAX_MS);
      });
  }
}
