import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FakeAgency, findMongoServer, hasNatsServer, startFakeAgency, temporaryFolder } from '@simpul/testing';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { Pool } from 'undici';
import { callOnce } from '../fault/support/load-client.ts';
import { until } from '../fault/support/until.ts';
import { type OpenCluster, startOpenCluster } from './support/open-cluster.ts';

const COMMAND = resolve(import.meta.dirname, '../../packages/cli/bin/simpul.js');
/** Design 02 rule 9: within it a change is in force wherever there is contact. */
const IN_FORCE_MS = 2000;
/** Seconds without contact after which nothing is decided any more. */
const MAX_AGE_S = 4;
const PATIENCE_MS = 30_000;

const suite = hasNatsServer() && findMongoServer().isThere ? describe : describe.skip;

suite('what two edges know of the registry', () => {
  const folder = temporaryFolder();
  let agency: FakeAgency;
  let open: OpenCluster;

  beforeAll(async () => {
    agency = await startFakeAgency();
    open = await startOpenCluster({
      folder: folder.path,
      agencyUrl: agency.url,
      store: 'mongo',
      args: ['--authority-max-age', String(MAX_AGE_S)],
    });
  });
  afterAll(async () => {
    await agency.stop();
    await open.stop();
    folder.remove();
  });

  const doors = (): string[] => open.cluster.processes.flatMap((one) => one.endpoint().url ?? []);

  /** How a door answers one call: `answered`, or the code of its error. */
  async function answerAt(url: string): Promise<string> {
    const pool = new Pool(url, { connections: 1 });
    const end = await callOnce(pool);
    await pool.destroy();
    if (end.kind !== 'refused') return end.kind;
    return `${end.status} ${/\((SIMPUL_\w+)\)/.exec(end.body)?.[1] ?? end.body}`;
  }

  /** Waits until both doors answer so. @throws Error after `withinMs` */
  async function untilBoth(wanted: string, withinMs: number): Promise<void> {
    const seen: string[] = [];
    await Promise.all(
      doors().map((url) =>
        until(`${wanted} at ${url}`, withinMs, async () => {
          const answer = await answerAt(url);
          seen.push(answer);
          return answer === wanted ? true : undefined;
        }),
      ),
    ).catch((cause: unknown) => {
      throw new Error(`${String(cause)}; seen: ${[...new Set(seen)].join(', ')}`, { cause });
    });
  }

  async function apply(edit: (text: string) => string): Promise<void> {
    const { region, cluster } = open;
    writeFileSync(region, edit(readFileSync(region, 'utf8')));
    await promisify(execFile)(process.execPath, [COMMAND, 'region', 'apply', region, '--data', cluster.data]);
  }

  it('a suspension that "region apply" has confirmed is in force at both within two seconds, and so is its end', async () => {
    expect(doors()).toHaveLength(2);
    await untilBoth('answered', PATIENCE_MS);
    await apply((text) => `${text}    status: suspended\n`);
    await untilBoth('500 SIMPUL_ACCESS_AGREEMENT_SUSPENDED', IN_FORCE_MS);
    await apply((text) => text.replace('    status: suspended\n', ''));
    await untilBoth('answered', IN_FORCE_MS);
  });

  it('without the registry they decide nothing after the time that was set, and go on when it is back', async () => {
    const registry = open.cluster.processes.find(({ only }) => only === 'registry');
    const before = agency.seen.length;
    await registry?.pause();
    await untilBoth('503 SIMPUL_AUTHORITY_STALE', PATIENCE_MS);
    const reached = agency.seen.length;
    expect(reached).toBeGreaterThanOrEqual(before);
    for (const url of doors()) expect(await answerAt(url)).toBe('503 SIMPUL_AUTHORITY_STALE');
    expect(agency.seen).toHaveLength(reached);
    registry?.resume();
    await untilBoth('answered', PATIENCE_MS);
  });
});
