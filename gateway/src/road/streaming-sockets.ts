import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { REQUEST_TIMEOUT_MS } from '../config.ts';

/**
 * Connections whose request streams: the time-out of whole requests is not for them, since the exchange sees to it that
 * their bodies move on.
 */
export interface StreamingSockets {
  /** @returns what is to be called when the request is no longer passed on; what is left of it then has the usual time */
  hold(request: IncomingMessage): () => void;
  holds(socket: Duplex): boolean;
}

export function createStreamingSockets(): StreamingSockets {
  const sockets = new WeakSet<Duplex>();
  return {
    hold(request) {
      const { socket } = request;
      sockets.add(socket);
      return () => {
        sockets.delete(socket);
        if (request.complete || request.destroyed) return;
        const late = setTimeout(() => request.destroy(), REQUEST_TIMEOUT_MS);
        request.once('close', () => clearTimeout(late));
      };
    },
    holds: (socket) => sockets.has(socket),
  };
}
