import { setTimeout as wait } from 'node:timers/promises';
import { append, type AppendResult } from './append.ts';
import type { Random } from './random.ts';
import type { WireLeaf } from './source.ts';

/** What became of a call on its way, and of its answer. */
export const FATES = ['arrives', 'is lost', 'arrives twice', 'is overtaken', 'loses its answer'] as const;
export type Fate = (typeof FATES)[number];

/** A way from sources to the log that drops, repeats and reorders calls, and drops answers. */
export interface LossyTransport {
  /** Sends a call. @returns what the source learns of it: `lost` as its code where no answer comes */
  send(leaves: readonly WireLeaf[]): Promise<AppendResult>;
  /** How many calls met which fate. */
  readonly fates: Readonly<Record<Fate, number>>;
  /** Resolves when nothing is under way any more. */
  drained(): Promise<void>;
}

/** Why a source does not know what became of its call. */
export const LOST = 'lost';
const SILENCE: AppendResult = { acknowledged: [], superseded: [], code: LOST };
/** A call that is overtaken arrives so much later at most, milliseconds. */
const LATE_MS = 300;

/** @param random decides the fate of each call; `server` may change, where the log is restarted */
export function createLossyTransport(random: Random, server: () => { readonly url: string }): LossyTransport {
  const fates = Object.fromEntries(FATES.map((fate) => [fate, 0])) as Record<Fate, number>;
  const underWay = new Set<Promise<unknown>>();
  const deliver = (leaves: readonly WireLeaf[]): Promise<AppendResult> => {
    const call = append(server(), leaves);
    underWay.add(call);
    void call.finally(() => underWay.delete(call));
    return call;
  };
  const later = async (leaves: readonly WireLeaf[]): Promise<void> => {
    await wait(random.between(0, LATE_MS));
    await deliver(leaves);
  };
  const deliverLater = (leaves: readonly WireLeaf[]): void => {
    const call = later(leaves);
    underWay.add(call);
    void call.finally(() => underWay.delete(call));
  };
  return {
    fates,
    async send(leaves) {
      const fate = random.pick(FATES);
      fates[fate] += 1;
      if (fate === 'is lost') return SILENCE;
      if (fate === 'is overtaken') {
        deliverLater(leaves);
        return SILENCE;
      }
      if (fate === 'arrives twice') deliverLater(leaves);
      const result = await deliver(leaves);
      return fate === 'loses its answer' ? SILENCE : result;
    },
    async drained() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
