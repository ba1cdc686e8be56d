import { type FakeAgency, launchSimpul, type LaunchedSimpul, startFakeAgency, temporaryFolder } from '@simpul/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeRegion } from './region.ts';

/** A status that only the system behind the bus answers with. */
export const REACHED = 299;

export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly exchange?: string;
  readonly code?: string;
}

/** A bus that is attacked, and the system that must see nothing of it. */
export interface GuardedBus {
  readonly bus: LaunchedSimpul;
  readonly agency: FakeAgency;
  /** Targets that the system saw since the last look. */
  taken(): string[];
  /** The whole log of the process. */
  log(): readonly LogLine[];
  stop(): Promise<void>;
}

export async function startGuardedBus(): Promise<GuardedBus> {
  const folder = temporaryFolder();
  const agency = await startFakeAgency();
  agency.behave(() => ({ status: REACHED, body: 'sistem' }));
  const bus = await launchSimpul({ region: writeRegion(folder.path, agency.url), data: join(folder.path, 'data') });
  let looked = 0;
  return {
    bus,
    agency,
    taken() {
      const fresh = agency.seen.slice(looked).map(({ target }) => target);
      looked = agency.seen.length;
      return fresh;
    },
    log: () =>
      readFileSync(join(bus.data, 'run/simpul.log'), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as LogLine),
    async stop() {
      await bus.stop();
      await agency.stop();
      folder.remove();
    },
  };
}
