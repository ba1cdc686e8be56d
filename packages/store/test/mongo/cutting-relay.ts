import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A relay in front of a server that loses an answer when it is told to. */
export interface CuttingRelay {
  readonly port: number;
  /** Cuts the next connections that carry a message with this text, when the server has answered and before the client sees it. */
  loseAnswersTo(text: string, times: number): void;
  /** Cuts the connection that carries the next message with this text, before the server sees it. */
  loseRequestsWith(text: string, times: number): void;
  /** Takes nothing more from the next connection that carries a message with this text, and does not end it. */
  stallRequestsWith(text: string, times: number): void;
  /** Cuts all connections, and takes nothing from the first one that comes then. */
  cutAndIgnoreNext(): void;
  close(): Promise<void>;
}

/** Starts a relay to a server. */
export async function startCuttingRelay(target: {
  readonly host: string;
  readonly port: number;
}): Promise<CuttingRelay> {
  const lost = { answers: { text: '', times: 0 }, requests: { text: '', times: 0 }, stalled: { text: '', times: 0 } };
  const sockets = new Set<Socket>();
  const take = (rule: { text: string; times: number }, bytes: Buffer): boolean => {
    if (rule.times === 0 || !bytes.includes(rule.text)) return false;
    rule.times -= 1;
    return true;
  };
  let ignoresNext = false;
  const server = createServer((client) => {
    if (ignoresNext) {
      ignoresNext = false;
      sockets.add(client.on('error', () => client.destroy()));
      return;
    }
    const upstream = connect(target);
    let losesAnswer = false;
    const end = (): void => {
      client.destroy();
      upstream.destroy();
      sockets.delete(client);
    };
    sockets.add(client);
    client.on('data', (bytes) => {
      if (take(lost.requests, bytes)) return end();
      if (take(lost.stalled, bytes)) return void client.pause();
      losesAnswer ||= take(lost.answers, bytes);
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => (losesAnswer ? end() : client.write(bytes)));
    for (const socket of [client, upstream]) socket.on('close', end).on('error', end);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    loseAnswersTo: (text, times) => void (lost.answers = { text, times }),
    loseRequestsWith: (text, times) => void (lost.requests = { text, times }),
    stallRequestsWith: (text, times) => void (lost.stalled = { text, times }),
    cutAndIgnoreNext() {
      ignoresNext = true;
      for (const socket of sockets) socket.destroy();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
