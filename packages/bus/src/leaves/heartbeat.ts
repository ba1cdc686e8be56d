import type { Logger } from '@simpul/telemetry';
import { v7 as uuidV7 } from 'uuid';
import { type LeafMembers, leafText } from './leaf-text.ts';
import { IDLE_MS } from './limits.ts';
import type { Recorder } from './recorder.ts';

/** Says that this node is there, so that one with nothing to send and one that was silenced differ in the log. */
export interface Heartbeat {
  /** Sends `node.boot`: call it before any other leaf is sent. */
  begin(): void;
  /** Sends `node.idle` where nothing was sent for a minute, or exchanges have no leaf although they should. */
  beat(): Promise<void>;
  /** Sends the last leaf of this boot, `node.idle` with the outcome `ok`. */
  end(): void;
}

export interface HeartbeatOptions {
  readonly recorder: Pick<Recorder, 'record' | 'idleFor' | 'available'>;
  /** How many exchanges have no leaf although they should. */
  readonly overdue: () => Promise<number>;
  readonly logger: Logger;
  /** Milliseconds that only go forward. */
  readonly uptime?: () => number;
}

/** Creates the heartbeat of one boot. Leaf v1 has no member of its own for a count: `attempts` is that of overdue intents. */
export function createHeartbeat({ recorder, overdue: countOverdue, logger, uptime }: HeartbeatOptions): Heartbeat {
  const now = uptime ?? ((): number => performance.now());
  let lookedAt = now();
  let told = 0;

  function send(type: 'node.boot' | 'node.idle', members: LeafMembers = {}): void {
    const id = uuidV7();
    const leaf = { id, type, time: Date.now(), ...members };
    recorder
      .record(id, (src) => leafText(leaf, src), {})
      .catch((err: unknown) => logger.warn({ err, type }, 'a leaf about this node waits'));
  }

  return {
    begin: () => send('node.boot'),
    async beat() {
      // While leaves wait, more of them say nothing: the log would hear of this node if it heard of anyone.
      if (!recorder.available()) return;
      const isIdle = recorder.idleFor() >= IDLE_MS;
      if (!isIdle && now() - lookedAt < IDLE_MS) return;
      lookedAt = now();
      const overdue = await countOverdue();
      if (overdue > 0) logger.error({ intents: overdue, alert: 'intents-open' }, 'exchanges have no leaf');
      if (!isIdle && overdue === 0 && told === 0) return;
      told = overdue;
      send('node.idle', overdue === 0 ? {} : { attempts: overdue });
    },
    end: () => send('node.idle', { outcome: 'ok' }),
  };
}
