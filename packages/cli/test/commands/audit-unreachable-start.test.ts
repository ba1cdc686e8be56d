import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeFolder } from '../support/data-folder.ts';
import { type FakeLog, makeLog, makeSigners } from '../support/fake-log.ts';
import { type Outcome, runIn } from '../support/fake-terminal.ts';
import { type LogServer, startLogServer } from '../support/log-server.ts';

/** More than one look gives up after. */
const DOWN_WAITS = 8;
const LAST_WAIT = 12;

const signers = makeSigners();
let log: FakeLog;
let server: LogServer;

beforeEach(async () => {
  log = await makeLog(300, { signers });
  server = await startLogServer(log);
});
afterEach(() => server.close());

/** Runs a command on the address of a bus that nobody answers for at first, and stops it later. */
async function runWhileDown(...argv: readonly string[]): Promise<Outcome> {
  server.before = () => ({ status: 503 });
  let waits = 0;
  const wait = (): void => {
    waits += 1;
    if (waits === DOWN_WAITS) server.before = () => undefined;
    if (waits === LAST_WAIT) throw new Error('stopped');
  };
  const keys = log.vkeys.flatMap((vkey) => ['--vkey', vkey]);
  return runIn(['audit', ...argv, '--log', server.url, '--json', ...keys], { cwd: await makeFolder(), wait });
}

describe('a bus that cannot be reached when its follower starts', () => {
  it('is waited for by simpul audit mirror --follow', async () => {
    const { out, err } = await runWhileDown('mirror', 'copies', '--follow');
    expect(JSON.parse(out.split('\n')[0] ?? '')).toMatchObject({ mirrored: true, size: 300 });
    expect(err).toContain('stopped');
  });

  it('is waited for by simpul audit watch', async () => {
    const { out } = await runWhileDown('watch', '--interval', '1');
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events).toContainEqual(expect.objectContaining({ event: 'note' }));
    expect(events).toContainEqual(expect.objectContaining({ event: 'checkpoint', size: 300 }));
  });

  it.each([
    ['mirror', ['mirror', 'copies']],
    ['watch --once', ['watch', '--once']],
  ])('is not waited for by simpul audit %s', async (_, argv) => {
    expect(await runWhileDown(...argv)).toMatchObject({ code: 5 });
  });
});
