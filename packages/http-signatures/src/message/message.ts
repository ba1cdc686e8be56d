/** A request, free of any HTTP library. */
export interface RequestMessage {
  readonly method: string;
  /** The whole target URI as the client wrote it: `https://bus.example/r1/…?…`. */
  readonly targetUri: string;
  /** Names and values alternating, one pair a field line, in order (as Node's `rawHeaders`). */
  readonly headers: readonly string[];
  /** The content, transfer coding removed. None and an empty one are the same: a receiver cannot tell them apart. */
  readonly body?: Uint8Array | undefined;
}

/** A response, free of any HTTP library; fields as in {@link RequestMessage}. */
export interface ResponseMessage {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body?: Uint8Array | undefined;
}

export type HttpMessage = RequestMessage | ResponseMessage;

export function isRequest(message: HttpMessage): message is RequestMessage {
  return 'method' in message;
}
