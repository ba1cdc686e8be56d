import { type Finding, finding } from '../finding.ts';
import { CLOCK_AHEAD_S, CLOCK_BEHIND_S, CLOCK_WARN_S, EARLIEST_TIME, FILE_AHEAD_MS } from '../limits.ts';
import type { Folder, Heard, Patient } from '../patient.ts';

/** Half of the second that `Date` leaves out, milliseconds. */
const HALF_SECOND_MS = 500;

/** This clock against the bus's, and against what lies in the data folder. */
export async function checkClock({ terminal, folder, reached }: Patient): Promise<readonly Finding[]> {
  const now = terminal.now();
  if (now < EARLIEST_TIME) return [finding('clock-implausible', { time: iso(now) })];
  return [
    ...(reached?.answers === true ? compareWithBus(reached.heard) : [finding('clock-not-compared')]),
    ...(folder === undefined ? [] : compareWithFolder(folder, now)),
  ];
}

function compareWithBus({ sentAt, receivedAt, date }: Heard): Finding[] {
  if (date === undefined) return [finding('clock-not-compared')];
  const ahead = Math.round(((sentAt + receivedAt) / 2 - (date + HALF_SECOND_MS)) / 1000);
  const seconds = Math.abs(ahead);
  if (ahead > CLOCK_AHEAD_S) return [finding('clock-ahead', { seconds, limit: CLOCK_AHEAD_S })];
  if (-ahead > CLOCK_BEHIND_S) return [finding('clock-behind', { seconds, limit: CLOCK_BEHIND_S })];
  return [finding(seconds > CLOCK_WARN_S ? 'clock-differs' : 'clock-agrees', { seconds })];
}

/** A clock that was set back makes tokens, agreements and leaves of the past. */
function compareWithFolder({ files }: Folder, now: number): Finding[] {
  const newest = files.filter(({ isFolder }) => !isFolder).toSorted((a, b) => b.mtimeMs - a.mtimeMs)[0];
  if (newest === undefined || newest.mtimeMs <= now + FILE_AHEAD_MS) return [];
  return [finding('clock-before-files', { file: newest.path, time: iso(newest.mtimeMs) })];
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
