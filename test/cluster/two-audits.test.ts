import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { create, createSigner } from '@simpul/audit';
import { createBus } from '@simpul/bus';
import { auditFile, auditVerification } from '@simpul/contracts';
import { connectMongo } from '@simpul/store';
import { createLogger } from '@simpul/telemetry';
import { findMongoServer, temporaryFolder } from '@simpul/testing';
import { formatTilePath, tilesBetween } from '@simpul/tlog';
import { checkLog } from '../log-checker/check-log.mjs';

const APPENDER = fileURLToPath(new URL('two-audits-appender.ts', import.meta.url));
/** Leaves of the processes are numbered from here, far enough apart. */
const FIRSTS = [0, 10_000_000];
/** As long as the issue asks for. */
const PAUSE_MS = 10_000;
/** Leaves that each process must have appended before something is done to it, and again behind it. */
const SOME = 400;

const server = findMongoServer();

/** An appending process and what it acknowledged. */
interface Appender {
  readonly child: ChildProcess;
  readonly acknowledged: string[];
  /** Resolves when it has acknowledged so many more. */
  more(count: number): Promise<void>;
}

(server.isThere ? describe : describe.skip)('two audit processes that append at once', () => {
  const folder = temporaryFolder();
  const url = server.isThere ? server.urlOf(`test-${randomUUID()}`) : '';
  const children: ChildProcess[] = [];
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    folder.remove();
    const connection = await connectMongo(url);
    await connection.run((db) => db.dropDatabase());
    await connection.close();
  });

  async function startAppender(at: number): Promise<Appender> {
    const child = spawn(process.execPath, ['--no-warnings', APPENDER, url, `audit-${at}`, String(FIRSTS[at])], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const acknowledged: string[] = [];
    const lines = createInterface({ input: child.stdout });
    await once(lines, 'line');
    lines.on('line', (id) => acknowledged.push(id));
    return {
      child,
      acknowledged,
      async more(count) {
        const until = acknowledged.length + count;
        while (acknowledged.length < until) await once(lines, 'line');
      },
    };
  }

  it('extend one chain, one of them paused for ten seconds in the middle of a batch: every acknowledged leaf once', async () => {
    const logger = createLogger({ level: 'error', destination: { write: (line) => void process.stderr.write(line) } });
    const common = { publicUrl: 'https://bus.example', mode: 'sandbox', instance: 'ID-UJI' } as const;
    const config = { ...common, store: { kind: 'mongo', url }, keysDir: join(folder.path, 'keys') } as const;
    const signer = createSigner({ ...config, stateDir: folder.path, nodeId: 'signer' }, { logger });
    await signer.start();
    const [paused, other] = await Promise.all([startAppender(0), startAppender(1)]);
    await Promise.all([paused.more(SOME), other.more(SOME)]);
    paused.child.kill('SIGSTOP');
    const before = other.acknowledged.length;
    await delay(PAUSE_MS);
    paused.child.kill('SIGCONT');
    expect(other.acknowledged.length).toBeGreaterThan(before);
    await Promise.all([paused.more(SOME), other.more(SOME)]);
    const ends = [paused, other].map(({ child }) => once(child, 'exit'));
    for (const { child } of [paused, other]) child.kill('SIGTERM');
    expect((await Promise.all(ends)).map(([code]) => code as unknown)).toEqual([0, 0]);
    // Signs what is there before it ends.
    await signer.stop();

    const bus = createBus({ nodeId: 'reader' });
    const audit = create({ ...config, nodeId: 'reader' }, { bus, logger });
    await bus.start();
    await audit.start();
    const gateway = bus.as('gateway');
    const { logs } = await gateway.call(auditVerification, {});
    const [log] = logs;
    if (log === undefined || logs.length !== 1) throw new Error('there is not one log');
    const directory = join(folder.path, 'log');
    const copy = async (path: string): Promise<Buffer> => {
      const { body } = await gateway.call(auditFile, { log: log.name, path });
      if (body === undefined) throw new Error(`the log has no ${path}`);
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), body);
      return Buffer.from(body);
    };
    const size = Number((await copy('checkpoint')).toString().split('\n')[1]);
    for (const { level, index, width } of tilesBetween(0, size)) {
      await copy(formatTilePath({ level, index, width }));
      if (level === 0) await copy(formatTilePath({ level: 'entries', index, width }));
    }
    await audit.stop();
    await bus.stop();

    const { leaves } = checkLog(directory, log.verifierKeys[0] ?? '');
    const ids = leaves.map((leaf) => (JSON.parse(leaf.toString()) as { id: string }).id);
    expect(new Set(ids).size).toBe(ids.length);
    const acknowledged = [...paused.acknowledged, ...other.acknowledged];
    expect(acknowledged.length).toBeGreaterThanOrEqual(4 * SOME);
    const held = new Set(ids);
    expect(acknowledged.filter((id) => !held.has(id))).toEqual([]);
  });
});
