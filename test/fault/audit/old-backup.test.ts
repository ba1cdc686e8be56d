import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryFolder } from '@simpul/testing';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Seen } from '../support/download-log.ts';
import { appendAll } from './support/append-all.ts';
import { checkAfter } from './support/check-log.ts';
import { runCli, type Running } from './support/cli-process.ts';
import { createWitness } from './support/outsiders.ts';
import { logAt, untilSigned, type VerifiableLog } from './support/published-log.ts';
import { simpul } from './support/simpul-command.ts';
import { createSource } from './support/source.ts';
import { type LogServer, startLogServer } from './support/start-log-server.ts';
import { copyLog, refill } from './support/true-log.ts';

/** Leaves when the backup is made, and when the log is lost. */
const BEFORE = 50;
const AFTER = 90;

const folder = temporaryFolder();
const at = (name: string): string => join(folder.path, name);
const data = at('log');
const backup = at('backup');
const policyFile = at('policy');
const source = createSource('gerbang');
const acknowledged: string[] = [];
const seen: Seen[] = [];
let log: VerifiableLog;
let port = 0;
let server: LogServer | undefined;
let witness: Running;

async function start(from: string, more: { readonly policyFile?: string } = {}): Promise<LogServer> {
  server = await startLogServer({ folder: from, port, ...more });
  ({ port } = server);
  return server;
}

const watchLine = () => ['audit', 'watch', '--once', '--state', at('watch'), '--log', log.url, ...log.keys];

async function grow(to: LogServer, size: number): Promise<void> {
  acknowledged.push(...(await appendAll(to, source.next(size - acknowledged.length))));
  seen.push(await untilSigned(log, size));
}

/** A copy of what was lost, with some of its folders as they were in the backup. */
function restored(name: string, ...old: readonly ('store' | 'keys')[]): string {
  const copy = copyLog(data, at(name));
  for (const part of old) cpSync(join(backup, part), join(copy, part), { recursive: true });
  return copy;
}

beforeAll(async () => {
  log = await logAt((await start(data)).url);
  await server?.stop();
  const office = await createWitness(at('witness'), log.vkeys);
  witness = await office.start();
  const [, name = ''] = office.policyLine.split(' ');
  writeFileSync(policyFile, `${office.policyLine}\nquorum ${name}\n`);
  await grow(await start(data, { policyFile }), BEFORE);
  await server?.stop();
  copyLog(data, backup);
  await grow(await start(data, { policyFile }), AFTER);
  await runCli(watchLine());
  await server?.stop();
});
afterEach(async () => {
  await server?.kill();
});
afterAll(async () => {
  witness.signal('SIGKILL');
  await witness.ended;
  folder.remove();
});

describe('fault 13: a backup restored to an older state', () => {
  it('fault 13: the log does not start, since its witness knows more, and says which one and how much', async () => {
    await expect(start(restored('all', 'store', 'keys'), { policyFile })).rejects.toThrow(
      `the witness saksi.example knows ${AFTER} leaves of this log, but the store holds ${BEFORE}`,
    );
  });

  it('fault 13: of the store alone, the signer remembers more, also without a witness', async () => {
    await expect(start(restored('store-alone', 'store'))).rejects.toThrow(
      `the log has ${BEFORE} leaves, but ${AFTER} were signed`,
    );
  });

  it('fault 13: of the signer’s memory alone, the log shows a checkpoint that it does not remember', async () => {
    await expect(start(restored('keys-alone', 'keys'))).rejects.toThrow(
      `a checkpoint of ${AFTER} leaves is published that the signer does not remember`,
    );
  });

  it('fault 13: of both and without a witness only those outside notice', async () => {
    await start(restored('unwitnessed', 'store', 'keys'));
    const { code, output } = await simpul(...watchLine());
    expect(code).toBe(6);
    expect(output).toContain(`the log went back from size ${AFTER}`);
  });

  it('fault 13: it goes on once the lost leaves are put back byte for byte', async () => {
    const copy = restored('refilled', 'store', 'keys');
    refill(copy, { folder: data });
    const repaired = await start(copy, { policyFile });
    await grow(repaired, AFTER + 10);
    await checkAfter({ server: repaired, folder: at('check'), acknowledged, seen });
    expect(await runCli(watchLine())).toContain(`${AFTER + 10} entries`);
  });
});
