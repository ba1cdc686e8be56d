import { setTimeout as pause } from 'node:timers/promises';
import type { LeafWriter } from '@simpul/bus';
import type { Collection, CollectionSpec, Document, Leases } from '@simpul/store';
import type { Logger } from '@simpul/telemetry';
import type { RegistryStore } from '../store/registry-store.ts';
import { LEAVES_AT_ONCE } from '../writer.ts';
import { appliedAgreementLeaf } from './agreement-leaf.ts';

/** How far the log names the agreements that the registry was filled with; there while some are left. */
interface Telling extends Document {
  /** Revision of the last one that it names. */
  readonly told: number;
  /** Revision of the filled registry: what came later was named when it came. */
  readonly until: number;
}

export const TELLING: CollectionSpec = { name: 'telling' };
const ID = 'region';
/** Milliseconds between two lots of leaves: a start, and exchanges, come first. */
const PAUSE_MS = 1000;

export interface RegionTellingDeps {
  readonly rows: Collection<Telling>;
  readonly leases: Leases;
  readonly store: Pick<RegistryStore, 'registry'>;
  readonly leaves: Pick<LeafWriter, 'write'>;
  readonly logger: Logger;
  readonly pauseMs?: number;
}

/**
 * Names in the log, one by one, the agreements of the region file that the empty registry was filled with, after the leaf
 * that says so of the file as a whole: a start need not wait for ten thousand leaves. A start that comes before the end
 * goes on; a leaf may then come twice, none is left out.
 */
export function createRegionTelling({ rows, leases, store, leaves, logger, pauseMs = PAUSE_MS }: RegionTellingDeps) {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  async function tell(): Promise<void> {
    const begun = await rows.get(ID);
    if (begun === undefined) return;
    const left = store.registry
      .all('agreement')
      .filter(({ managedBy, revision }) => managedBy === 'file' && revision > begun.told && revision <= begun.until)
      .toSorted((a, b) => a.revision - b.revision);
    for (let at = 0; at < left.length; at += LEAVES_AT_ONCE) {
      if (at > 0) await pause(pauseMs, undefined, { signal: stopping.signal, ref: false });
      const some = left.slice(at, at + LEAVES_AT_ONCE);
      await Promise.all(some.map(({ value }) => leaves.write(appliedAgreementLeaf(value, 'create'))));
      await rows.put({ ...begun, told: some.at(-1)?.revision ?? begun.told });
    }
    await rows.delete(ID);
  }

  async function tellAlone(): Promise<void> {
    try {
      await leases.hold('telling', tell);
    } catch (err) {
      if (stopping.signal.aborted) return;
      logger.error({ err }, 'the log does not name all agreements of the region file; the next start goes on');
    }
  }

  return {
    /** Once the registry is filled, up to this revision: whatever happens then, its agreements will be named. */
    prepare: (until: number) => rows.put({ id: ID, told: 0, until }),
    /**
     * Names those that are left, unless another process does; resolves once none is, or it has failed, for which the next
     * start makes up.
     */
    async start(): Promise<void> {
      running = tellAlone();
      await running;
    },
    /** Ends after the leaves that are under way. */
    async stop(): Promise<void> {
      stopping.abort();
      await running;
    },
  };
}
