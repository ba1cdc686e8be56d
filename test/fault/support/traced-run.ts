import { launchSimpul, startFakeAgency } from '@simpul/testing';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Pool } from 'undici';
import { callOnce } from './load-client.ts';
import { writeOpenRegion } from './open-region.ts';
import type { Ports } from './sync-order.ts';

/** A trace of the bus and the exchanges that were made under it, one after the other. */
export interface TracedRun {
  readonly lines: string[];
  readonly ids: string[];
  readonly ports: Ports;
}

/** Bytes of a buffer that the trace shows: a page of a WAL whole, and headers whole. */
const SHOWN_BYTES = 4200;
const CALLS = 'fsync,fdatasync,pwrite64,write,writev,sendto,sendmsg';

/** Runs the bus under strace and makes so many exchanges. @throws Error when one is not answered with 200. */
export async function traceExchanges(count: number, folder: string): Promise<TracedRun> {
  const agency = await startFakeAgency();
  const file = join(folder, 'trace');
  const data = join(folder, 'data');
  const prefix = ['strace', '-f', '-yy', '-e', `trace=${CALLS}`, '-e', 'signal=none', '-s', String(SHOWN_BYTES)];
  try {
    const region = writeOpenRegion(folder, agency.url);
    const simpul = await launchSimpul({ region, data, prefix: [...prefix, '-o', file] });
    // Not of strace, which would end without its child.
    const { pid } = JSON.parse(readFileSync(join(data, 'run/endpoint.json'), 'utf8')) as { pid: number };
    const ended = once(simpul.process, 'exit');
    const ids: string[] = [];
    try {
      const pool = new Pool(simpul.url, { connections: 1 });
      for (let i = 0; i < count; i += 1) {
        const end = await callOnce(pool);
        if (end.kind !== 'answered') throw new Error(`exchange ${i}: ${JSON.stringify(end)}`);
        ids.push(end.exchange);
      }
      await pool.close();
    } finally {
      process.kill(pid, 'SIGTERM');
      await ended;
    }
    return {
      lines: readFileSync(file, 'utf8').split('\n'),
      ids,
      ports: { bus: simpul.port, agency: agency.port },
    };
  } finally {
    await agency.stop();
  }
}
