import { spawnSync } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { machineHas } from '@simpul/testing';

/** The clock of processes that are started with `env`: it may be set while they run. */
export interface FakeClock {
  readonly env: Readonly<Record<string, string>>;
  /** Sets it: an offset from the true time, such as `+3d` or `-90s`, or a time such as `@2026-09-10 12:00:00`, from which it goes on. */
  set(time: string): void;
}

/** The library for processes with threads, where the loader finds it by itself. */
const LIBRARY = '/usr/$LIB/faketime/libfaketimeMT.so.1';

/** Whether this machine has libfaketime. @throws Error in a run that may skip nothing */
export function canFakeClock(): boolean {
  const probe = spawnSync('date', ['+%s'], { env: { ...process.env, LD_PRELOAD: LIBRARY, FAKETIME: '+30d' } });
  const ahead = Number(probe.stdout.toString()) * 1000 - Date.now();
  return machineHas(ahead > DAY_MS, 'faketime');
}

/** Milliseconds of a day. */
export const DAY_MS = 86_400_000;

/** A clock that shows the true time until it is set. @param folder of its own */
export function createFakeClock(folder: string): FakeClock {
  const file = join(folder, 'clock');
  const set = (time: string): void => {
    // Whoever looks meanwhile finds the old time or the new one.
    writeFileSync(`${file}.new`, `${time}\n`);
    renameSync(`${file}.new`, file);
  };
  set('+0');
  return {
    // Timers go by the monotonic clock, which nobody sets.
    env: {
      LD_PRELOAD: LIBRARY,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
    set,
  };
}
