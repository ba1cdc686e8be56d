import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { create } from '@simpul/audit';
import { createBus } from '@simpul/bus';
import { isSimpulError } from '@simpul/errors';
import { acquireFolderLock } from '@simpul/store';
import { createLogger } from '@simpul/telemetry';
import { type Answer, answerFor, type LogCaller } from './log-routes.ts';

/**
 * The real audit service in a process of its own, with a small door on loopback in place of exchange and gateway: enough for
 * faults of the log, and up in half the time of the whole bus. Like the bus, it alone has its folder, and it ends with 1
 * when the log cannot go on.
 *
 * Usage: node log-server.ts FOLDER PORT [POLICY-FILE]
 */
const [folder = '', port = '0', policyFile] = process.argv.slice(2);
const storeFolder = join(folder, 'store');

interface Served {
  readonly start: () => Promise<void>;
  /** Ends the process, with this exit code. */
  readonly end: (code: number) => Promise<void>;
}

function serve(): Served {
  const bus = createBus({ nodeId: 'log' });
  const logger = createLogger({ level: 'info', destination: { write: (line) => void process.stderr.write(line) } });
  const config = {
    publicUrl: 'https://bus.example',
    mode: 'sandbox' as const,
    instance: 'ID-UJI',
    store: { kind: 'sqlite' as const, file: join(storeFolder, 'audit.sqlite') },
    keysDir: join(folder, 'keys'),
    nodeId: 'log',
    witnessPolicy: policyFile === undefined ? undefined : readFileSync(policyFile, 'utf8'),
  };
  const audit = create(config, { bus, logger, onFatal: () => void end(1) });
  const caller: LogCaller = {
    exchange: bus.as('exchange'),
    gateway: bus.as('gateway'),
    notReady: () => audit.notReady(),
  };
  const server = createServer((request, response) => void respond(request, response, caller));
  let isEnding = false;

  async function start(): Promise<void> {
    await bus.start();
    await audit.start();
    server.listen(Number(port), '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const listening = typeof address === 'object' && address !== null ? address.port : 0;
    process.stdout.write(`${JSON.stringify({ pid: process.pid, port: listening })}\n`);
  }

  async function end(code: number): Promise<void> {
    if (isEnding) return;
    isEnding = true;
    process.exitCode = code;
    server.close();
    server.closeIdleConnections();
    await audit.stop();
    server.closeAllConnections();
    await bus.stop();
  }
  return { start, end };
}

async function respond(request: IncomingMessage, response: ServerResponse, caller: LogCaller): Promise<void> {
  const { method = 'GET', url = '/' } = request;
  const { status, body } = await text(request)
    .then((sent) => answerFor({ method, target: url, body: sent }, caller))
    .catch(refusal);
  response.writeHead(status).end(body);
}

function refusal(error: unknown): Answer {
  if (!isSimpulError(error)) return { status: 500, body: JSON.stringify({ code: 'INTERNAL', message: String(error) }) };
  const { code, message, retryAfter } = error;
  return { status: error.definition.status, body: JSON.stringify({ code, title: message, message, retryAfter }) };
}

try {
  mkdirSync(storeFolder, { recursive: true });
  acquireFolderLock(join(folder, 'lock.sqlite'));
  const { start, end } = serve();
  process.once('SIGTERM', () => void end(0));
  await start();
} catch (error) {
  // Threads of a log that did not start may still run.
  const reason = isSimpulError(error) ? `${error.code}: ${error.message}` : String(error);
  process.stderr.write(`${reason}\n`, () => process.exit(1));
}
