import type { Connector } from '@simpul/contracts';

/** What a service version says about reaching its provider. */
export interface TargetSettings {
  /** Full id of the service, e.g. `ID-LA/GOV/1871-DPMPTSP/sicantik/permit-status`. */
  readonly id: string;
  /** Base address that is called: http or https, without user, query and fragment. */
  readonly url: string;
  readonly connector: Connector;
  /** CIDRs that the member's services may address. */
  readonly allow: readonly string[];
  /** Bytes; 8 MiB when left out. */
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
  readonly body?: Uint8Array;
}

/** A provider's answer as it came; redirects included. */
export interface ProviderAnswer {
  readonly status: number;
  /** Names and values alternating, in order, names as received; octets as Latin-1 characters. */
  readonly headers: readonly string[];
  readonly body: Uint8Array;
}

export interface DispatchOptions {
  /** What is left of the exchange's time, in milliseconds. */
  readonly deadlineMs: number;
  /** Ends the dispatch early, e.g. at shutdown. */
  readonly signal?: AbortSignal;
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
