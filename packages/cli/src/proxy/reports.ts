import { isSimpulError, type SimpulError } from '@simpul/errors';
import type { Terminal } from '../terminal.ts';

/** What `simpul proxy` prints: never a token, a header, a query or what follows the service in a path. */
export interface Reports {
  readonly warning: (text: string) => void;
  readonly ready: (proxy: { readonly url: string; readonly client: string; readonly bus: string }) => void;
  /** The first token, and the first one after a failure; later ones are not announced. */
  readonly token: () => void;
  readonly tokenFailed: (error: unknown, pauseMs: number) => void;
  readonly error: (error: SimpulError, about: { id: string; method: string; target: string }) => void;
  readonly stopping: () => void;
  readonly stopped: () => void;
}

/** Prints for people, or a JSON object a line for machines. */
export function createReports(terminal: Terminal, { json }: { readonly json: boolean }): Reports {
  let hasToken = false;
  const out = (text: string): void => terminal.out(text);
  const print = (text: string, event: Record<string, unknown>, write = out): void =>
    write(json ? `${JSON.stringify({ time: new Date(terminal.now()).toISOString(), ...event })}\n` : text);
  const at = (): string => new Date(terminal.now()).toISOString();
  return {
    warning: (text) => print(`warning: ${text}\n`, { event: 'warning', text }, (line) => terminal.err(line)),
    ready: ({ url, client, bus }) => print(welcome(url, client, bus), { event: 'ready', url, client, bus }),
    token() {
      if (!hasToken) print(`${at()} has an access token\n`, { event: 'token' });
      hasToken = true;
    },
    tokenFailed(error, pauseMs) {
      hasToken = false;
      const reason = error instanceof Error ? error.message : String(error);
      const code = isSimpulError(error) ? error.code : undefined;
      print(`${at()} no access token: ${reason}; asks again after ${pauseMs} ms\n`, {
        event: 'token-failed',
        code,
        reason,
        pauseMs,
      });
    },
    error(error, { id, method, target }) {
      const { code, message } = error;
      const cause = error.cause instanceof Error ? error.cause.message : undefined;
      print(`${at()} ${id} ${method} ${target}: ${message} (${code})\n`, {
        event: 'error',
        id,
        method,
        target,
        code,
        message,
        cause,
      });
    },
    stopping: () => print('Stopping…\n', { event: 'stopping' }),
    stopped: () => print('Stopped.\n', { event: 'stopped' }),
  };
}

function welcome(url: string, client: string, bus: string): string {
  return `The proxy is ready at ${url}\n  calls as ${client} at the bus ${bus}\n\nCtrl-C stops it.\n`;
}
