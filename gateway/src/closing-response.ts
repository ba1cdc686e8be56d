import { type IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from 'node:http';

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[];

/**
 * Responses of a server that can be drained: once the door is closed each answer is the last of its connection. Node alone
 * would keep it open, and a stop would wait for it.
 */
export function lastWhenClosed(isOpen: () => boolean) {
  return class<Request extends IncomingMessage> extends ServerResponse<Request> {
    override writeHead(status: number, message?: string, headers?: Headers): this;
    override writeHead(status: number, headers?: Headers): this;
    override writeHead(...args: unknown[]): this {
      if (!isOpen()) this.shouldKeepAlive = false;
      return super.writeHead(...(args as [number, Headers?]));
    }
  };
}
