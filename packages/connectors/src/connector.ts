import type { Connector } from '@simpul/contracts';
import type { Readable } from 'node:stream';

/** What a service version says about reaching its provider. */
export interface TargetSettings {
  /** Full id of the service, e.g. `ID-LA/GOV/1871-DPMPTSP/sicantik/permit-status`. */
  readonly id: string;
  /** Base address that is called: http or https, without user, query and fragment. */
  readonly url: string;
  readonly connector: Connector;
  /** CIDRs that the member's services may address. */
  readonly allow: readonly string[];
  /** Largest answer that is held, bytes; 8 MiB when left out. */
  readonly maxResponseBytes?: number;
}

/** A service version made ready to be called: connections, credentials and egress rules. */
export interface RestTarget {
  readonly id: string;
  /** Lets requests under way finish, then closes the connections. */
  close(): Promise<void>;
}

/** A request as it is sent on, byte for byte. */
export interface ProviderRequest {
  readonly method: string;
  /** Raw path below the service's address: empty, or beginning with `/`. */
  readonly path: string;
  /** Raw query without its `?`; absent: no `?` is sent. */
  readonly query?: string;
  /** Names and values alternating, in order; octets as Latin-1 characters. Those that frame a message are left out. */
  readonly headers: readonly string[];
  readonly body?: Uint8Array | StreamedBody;
}

/** A body that is sent on while it arrives. An error of the stream ends the dispatch with that error. */
export interface StreamedBody {
  readonly readable: Readable;
  /** Bytes, where they are known beforehand: sent as `Content-Length`; else it goes out chunked. */
  readonly length: number | undefined;
}

/** The beginning of a provider's answer as it came; redirects included. */
export interface AnswerHead {
  readonly status: number;
  /** Names and values alternating, in order, names as received; octets as Latin-1 characters. */
  readonly headers: readonly string[];
}

/** A provider's answer as it came. */
export interface ProviderAnswer extends AnswerHead {
  /** Empty if it went to an {@link AnswerSink}. */
  readonly body: Uint8Array;
}

/** Where an answer goes that is too large to be held. */
export interface AnswerSink {
  /** Takes the next bytes. @returns false when it wants no more before it calls `resume` */
  write(chunk: Uint8Array): boolean;
}

/** How answers pass that are too large to be held. */
export interface AnswerPassage {
  /** Largest answer that may pass, bytes. */
  readonly maxBytes: number;
  /** Milliseconds without a byte from the provider, while bytes are wanted, after which it is given up. */
  readonly idleMs: number;
  /**
   * Called once, when an answer turns out too large; `resume` is for the sink. What it throws ends the dispatch.
   * @param length - what `Content-Length` says
   */
  open(head: AnswerHead, length: number | undefined, resume: () => void): AnswerSink;
}

/** Counts bytes of bodies that are held, up to a limit. */
export interface HeldBytes {
  /** @returns false when they do not fit any more; they are counted all the same */
  take(bytes: number): boolean;
  give(bytes: number): void;
}

export interface DispatchOptions {
  /** What is left of the exchange's time, in milliseconds. */
  readonly deadlineMs: number;
  /** Ends the dispatch early; if the reason is a SimpulError it is what the dispatch ends with. */
  readonly signal?: AbortSignal;
  /** Left out: an answer too large to be held is refused. The dispatch then ends with the last byte of the answer. */
  readonly passage?: AnswerPassage;
}

/** Sends one request and collects its answer; throws SimpulError `PROVIDER.*`. */
export type Dispatch<Answer extends ProviderAnswer = ProviderAnswer> = (
  target: RestTarget,
  request: ProviderRequest,
  options: DispatchOptions,
) => Promise<Answer>;

export interface RestConnector {
  /** Made once for each service version; whatever is wrong with it is told at dispatch. */
  target(settings: TargetSettings): RestTarget;
  readonly dispatch: Dispatch;
}
