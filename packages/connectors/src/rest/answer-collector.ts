import { isSimpulError, PROVIDER, SimpulError } from '@simpul/errors';
import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { AnswerPassage, AnswerSink, HeldBytes, ProviderAnswer } from '../connector.ts';
import { STOOD_STILL_MS } from '../defaults.ts';
import { ProviderFailure } from '../provider-failure.ts';
import type { Lane, LaneHandler } from './lane-client.ts';
import { toProviderError } from './provider-error.ts';

const FIRST_FINAL_STATUS = 200;
/** Answers that have no body, whatever their `Content-Length` says (RFC 9110 section 6.4.1). */
const BODILESS: ReadonlySet<number> = new Set([204, 304]);
const NOTHING = new Uint8Array();

export interface CollectorOptions {
  readonly deadlineMs: number;
  /** Largest body that is held. */
  readonly maxBytes: number;
  readonly held: HeldBytes;
  readonly method: string;
  readonly signal: AbortSignal | undefined;
  readonly passage: AnswerPassage | undefined;
  /** The request's body if it is sent while it arrives: the deadline is then for the answer after its end. */
  readonly sending: Readable | undefined;
  readonly resolve: (answer: ProviderAnswer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Collects one answer, within a time and a size, or passes it on if it is too large to be held. One plain timer:
 * `AbortSignal.timeout` costs several times as much.
 */
export class AnswerCollector implements LaneHandler {
  lane: Lane | undefined = undefined;
  readonly #options: CollectorOptions;
  #timer: NodeJS.Timeout;
  /** When the timer should go off, by the clock that only goes forward. */
  #dueAt: number;
  #controller: Dispatcher.DispatchController | undefined;
  #settled = false;
  #sent = false;
  #reused = false;
  #answering = false;
  #status = 0;
  #headers: string[] = [];
  #chunks: Buffer[] = [];
  #size = 0;
  #sink: AnswerSink | undefined;

  constructor(options: CollectorOptions) {
    this.#options = options;
    this.#dueAt = performance.now() + options.deadlineMs;
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
    if (this.#options.sending) this.#awaitEnd(this.#options.sending);
  }

  onResponseStarted(): void {
    this.#answering = true;
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    this.#answering = true;
    if (status < FIRST_FINAL_STATUS) return;
    this.#status = status;
    this.#headers = toStrings(controller.rawHeaders);
    if (this.#options.method === 'HEAD' || BODILESS.has(status)) return;
    const length = declaredLength(this.#headers);
    if (length !== undefined && length > this.#options.maxBytes) this.#outgrow(length);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#sink !== undefined) return this.#pass(this.#sink, controller, chunk);
    this.#chunks.push(chunk);
    if (!this.#options.held.take(chunk.length) || this.#size > this.#options.maxBytes) this.#outgrow(undefined);
  }

  onResponseEnd(): void {
    if (!this.#settle()) return;
    const { resolve, held } = this.#options;
    if (this.#sink !== undefined) return resolve({ status: this.#status, headers: this.#headers, body: NOTHING });
    held.give(this.#size);
    const [first, ...rest] = this.#chunks;
    const body = first && rest.length === 0 ? first : Buffer.concat(this.#chunks, this.#size);
    resolve({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_: unknown, error: Error): void {
    this.#fail(toProviderError(error, { sent: this.#sent, reused: this.#reused, answering: this.#answering }));
  }

  /** While the request is sent whoever sends it watches; the answer's time begins with the request's end. */
  #awaitEnd(sending: Readable): void {
    if (sending.destroyed) return;
    clearTimeout(this.#timer);
    sending.once('close', () => {
      if (this.#settled || this.#sink !== undefined) return;
      this.#dueAt = performance.now() + this.#options.deadlineMs;
      this.#timer = setTimeout(this.#expire, this.#options.deadlineMs);
    });
  }

  /** The answer is not held any more, or never was: it passes, if it may. */
  #outgrow(length: number | undefined): void {
    const { passage, maxBytes, held } = this.#options;
    if (passage === undefined) {
      const fits = (length ?? this.#size) <= maxBytes;
      return this.#fail(fits ? new SimpulError(PROVIDER.RESPONSE_UNHELD, { retryAfter: 1 }) : tooLarge(maxBytes));
    }
    if ((length ?? this.#size) > passage.maxBytes) return this.#fail(tooLarge(passage.maxBytes));
    const controller = this.#controller;
    if (this.#settled || controller === undefined) return;
    try {
      const declared = length ?? declaredLength(this.#headers);
      const resume = (): void => {
        if (this.#settled) return;
        this.#timer.refresh();
        controller.resume();
      };
      this.#sink = passage.open({ status: this.#status, headers: this.#headers }, declared, resume);
    } catch (error) {
      return this.#fail(error instanceof Error ? error : new Error('the answer was not taken', { cause: error }));
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#idle, passage.idleMs);
    let ready = true;
    for (const chunk of this.#chunks) {
      ready = this.#sink.write(chunk);
      held.give(chunk.length);
    }
    this.#chunks = [];
    if (!ready) controller.pause();
  }

  #pass(sink: AnswerSink, controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const { passage } = this.#options;
    if (passage !== undefined && this.#size > passage.maxBytes) return this.#fail(tooLarge(passage.maxBytes));
    this.#timer.refresh();
    if (!sink.write(chunk)) controller.pause();
  }

  readonly #idle = (): void => {
    const { passage } = this.#options;
    // It is not the provider that is waited for.
    if (this.#controller?.paused === true) this.#timer.refresh();
    else this.#fail(new ProviderFailure(PROVIDER.TIMEOUT, { params: { limit: passage?.idleMs ?? 0 } }));
  };

  readonly #expire = (): void => {
    const stoodStill = performance.now() - this.#dueAt > STOOD_STILL_MS;
    if (!stoodStill) return this.#timeOut(false);
    // Timers come first then, though the answer may lie in the socket: what has arrived is read before this.
    setImmediate(() => {
      if (this.#sink === undefined) this.#timeOut(true);
    });
  };

  #timeOut(stoodStill: boolean): void {
    const { deadlineMs } = this.#options;
    const timeout = new ProviderFailure(PROVIDER.TIMEOUT, { params: { limit: Math.round(deadlineMs) }, stoodStill });
    this.#fail(this.#sent ? timeout : new ProviderFailure(PROVIDER.UNREACHABLE, { cause: timeout, stoodStill }));
  }

  readonly #cancel = (): void => {
    if (this.#options.signal !== undefined) this.#fail(abortError(this.#options.signal, this.#sent));
  };

  #fail(error: Error): void {
    if (!this.#settle()) return;
    if (this.#sink === undefined) this.#options.held.give(this.#size);
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

/** What an aborted dispatch ends with. */
export function abortError({ reason }: AbortSignal, sent: boolean): SimpulError {
  if (isSimpulError(reason)) return reason;
  return new ProviderFailure(sent ? PROVIDER.BROKE_OFF : PROVIDER.UNREACHABLE, { cause: reason });
}

function tooLarge(limit: number): SimpulError {
  return new SimpulError(PROVIDER.RESPONSE_TOO_LARGE, { params: { limit } });
}

function toStrings(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  if (!Array.isArray(raw)) return [];
  return raw.map((part) => (typeof part === 'string' ? part : part.toString('latin1')));
}

function declaredLength(headers: readonly string[]): number | undefined {
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i]?.length === 14 && headers[i]?.toLowerCase() === 'content-length') return Number(headers[i + 1]);
  }
  return undefined;
}
