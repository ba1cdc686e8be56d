import { randomUUID } from 'node:crypto';
import type { Logger } from '@simpul/telemetry';
import { v7 as uuidV7 } from 'uuid';
import type { BusClient } from '../bus.ts';
import { createHeartbeat } from './heartbeat.ts';
import { type LeafMembers, leafText } from './leaf-text.ts';
import { createRecorder } from './recorder.ts';

/** Writes the leaves of a service that changes rights: each is in the log before the change takes effect (design 05). */
export interface LeafWriter {
  /**
   * Writes one leaf; resolves once it is durable. `time`, `src` and `v` are added, and an `id` (UUIDv7) where none is given.
   * @returns the leaf's id
   * @throws SimpulError `SIMPUL_RECORD_UNAVAILABLE` when that takes too long: the change must then not be made, although
   *   the leaf may still come to stand in the log.
   */
  write(leaf: LeafMembers & { readonly type: string; readonly id?: string }, sideCar?: LeafMembers): Promise<string>;
  /** Says that this node is there, and goes on saying so. */
  start(): void;
  /** Says that it ends, and sends what waits. */
  stop(): Promise<void>;
}

export interface LeafWriterOptions {
  readonly client: BusClient;
  /** Name of the source in leaves; no other service of the process has the same. */
  readonly node: string;
  readonly logger: Logger;
}

/** Milliseconds between two looks whether the node must say that it is there. */
const BEAT_MS = 5000;
/** Milliseconds that a stopping service gives audit to take the last leaves. */
const FLUSH_MS = 5000;

/** Creates the source of one boot of one service. */
export function createLeafWriter({ client, node, logger }: LeafWriterOptions): LeafWriter {
  const source = { node, boot: randomUUID() };
  const recorder = createRecorder({ client, source, logger, onRecorded: () => undefined });
  const heartbeat = createHeartbeat({ recorder, overdue: async () => 0, logger });
  let timer: NodeJS.Timeout | undefined;
  return {
    async write(leaf, sideCar = {}) {
      const id = leaf.id ?? uuidV7();
      const members = { ...leaf, id, time: Date.now() };
      await recorder.record(id, (src) => leafText(members, src), sideCar);
      return id;
    },
    start() {
      heartbeat.begin();
      timer = setInterval(() => {
        heartbeat.beat().catch((err: unknown) => logger.error({ err }, 'the heartbeat of a source failed'));
      }, BEAT_MS).unref();
    },
    async stop() {
      if (timer === undefined) return;
      clearInterval(timer);
      heartbeat.end();
      await recorder.stop(FLUSH_MS);
    },
  };
}
