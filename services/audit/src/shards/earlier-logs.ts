import type { LogStore } from '@simpul/store';
import { withoutAt } from '@simpul/tlog';
import type { LogOpener } from '../places/log-opener.ts';
import type { LogPlace } from '../places/log-place.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Closed logs, asked for leaves that are sent again after the turn. */
export interface EarlierLogs {
  /**
   * What they hold under these ids, as it was sent.
   * @throws SimpulError `STORE.FAILED`
   */
  find(ids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  close(): Promise<void>;
}

interface ClosedLog {
  readonly place: LogPlace;
  readonly greatestId: string;
  opened: LogStore | undefined;
}

const NOTHING: ReadonlyMap<string, Uint8Array> = new Map();

/** No log before this one. */
export const NO_EARLIER_LOGS: EarlierLogs = { find: async () => NOTHING, close: async () => undefined };

/**
 * Opens closed logs only where it must: ids grow with time, so one that is greater than all of a closed log's needs no look.
 * @throws SimpulError `STORE.FAILED`
 */
export async function openEarlierLogs(opener: LogOpener, places: readonly LogPlace[]): Promise<EarlierLogs> {
  const logs: ClosedLog[] = [];
  for (const place of places) {
    const store = await opener.open(place, { readOnly: true });
    logs.push({ place, greatestId: (await store.greatestId()) ?? '', opened: undefined });
    await store.close();
  }
  if (logs.length === 0) return NO_EARLIER_LOGS;
  return {
    async find(ids) {
      const found = new Map<string, Uint8Array>();
      for (const log of logs) {
        const possible = ids.filter((id) => !UUID.test(id) || id <= log.greatestId);
        if (possible.length === 0) continue;
        const store = (log.opened ??= await opener.open(log.place, { readOnly: true }));
        for (const [id, index] of await store.locate(possible)) {
          const entry = await store.entry(index);
          // A leaf that was taken out of a closed log is held all the same: nothing sent now is known to be that leaf.
          found.set(id, entry === undefined ? new Uint8Array() : withoutAt(entry.leaf));
        }
      }
      return found;
    },
    async close() {
      for (const { opened } of logs) await opened?.close();
    },
  };
}
