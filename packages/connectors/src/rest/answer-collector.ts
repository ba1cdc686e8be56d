import { PROVIDER, SimpulError } from '@simpul/errors';
import type { Dispatcher } from 'undici';
import type { ProviderAnswer } from '../connector.ts';
import { ProviderFailure } from '../provider-failure.ts';
import type { Lane, LaneHandler } from './lane-client.ts';
import { toProviderError } from './provider-error.ts';

const FIRST_FINAL_STATUS = 200;

export interface CollectorOptions {
  readonly deadlineMs: number;
  readonly maxBytes: number;
  readonly method: string;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (answer: ProviderAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** Collects one answer, within a time and a size. One plain timer: `AbortSignal.timeout` costs several times as much. */
export class AnswerCollector implements LaneHandler {
  lane: Lane | undefined = undefined;
  readonly #options: CollectorOptions;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #settled = false;
  #sent = false;
  #reused = false;
  #answering = false;
  #status = 0;
  #headers: string[] = [];
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(options: CollectorOptions) {
    this.#options = options;
    this.#timer = setTimeout(this.#expire, options.deadlineMs);
    options.signal?.addEventListener('abort', this.#cancel, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Expired while connecting: aborting here, before anything is written, keeps the promise that nothing was sent.
    if (this.#settled) return controller.abort(new ProviderFailure(PROVIDER.UNREACHABLE));
    this.#controller = controller;
    this.#sent = true;
    if (this.lane) {
      this.#reused = this.lane.written > 0;
      this.lane.written += 1;
    }
  }

  onResponseStarted(): void {
    this.#answering = true;
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    this.#answering = true;
    if (status < FIRST_FINAL_STATUS) return;
    this.#status = status;
    this.#headers = toStrings(controller.rawHeaders);
    if (this.#options.method !== 'HEAD' && declaredLength(this.#headers) > this.#options.maxBytes) this.#tooLarge();
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > this.#options.maxBytes) return this.#tooLarge();
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first, ...rest] = this.#chunks;
    const body = first && rest.length === 0 ? first : Buffer.concat(this.#chunks, this.#size);
    if (this.#settle()) this.#options.resolve({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_: unknown, error: Error): void {
    this.#fail(toProviderError(error, { sent: this.#sent, reused: this.#reused, answering: this.#answering }));
  }

  readonly #expire = (): void => {
    const { deadlineMs } = this.#options;
    const timeout = new ProviderFailure(PROVIDER.TIMEOUT, { params: { limit: Math.round(deadlineMs) } });
    this.#fail(this.#sent ? timeout : new ProviderFailure(PROVIDER.UNREACHABLE, { cause: timeout }));
  };

  readonly #cancel = (): void => {
    const cause: unknown = this.#options.signal?.reason;
    this.#fail(new ProviderFailure(this.#sent ? PROVIDER.BROKE_OFF : PROVIDER.UNREACHABLE, { cause }));
  };

  #tooLarge(): void {
    this.#fail(new SimpulError(PROVIDER.RESPONSE_TOO_LARGE, { params: { limit: this.#options.maxBytes } }));
  }

  #fail(error: Error): void {
    if (!this.#settle()) return;
    this.#chunks = [];
    this.#options.reject(error);
    this.#controller?.abort(error);
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#options.signal?.removeEventListener('abort', this.#cancel);
    return true;
  }
}

function toStrings(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  if (!Array.isArray(raw)) return [];
  return raw.map((part) => (typeof part === 'string' ? part : part.toString('latin1')));
}

function declaredLength(headers: readonly string[]): number {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i]?.length === 14 && headers[i]?.toLowerCase() === 'content-length') return Number(headers[i + 1]);
  }
  return 0;
}
