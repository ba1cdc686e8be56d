import { auditAppend, registryChanges } from '@simpul/contracts';
import { AUTHORITY, JOURNAL, RECORD } from '@simpul/errors';
import type { FaultBus } from './buses.ts';
import type { FaultCase } from './case.ts';
import { road } from './region-file.ts';
import { type Answer, until, type World } from './world.ts';

/** Steps 3, 6 and 9 when a part of the bus itself fails. */
export const FAULT_CASES: readonly FaultCase[] = [
  {
    error: RECORD.SUPERSEDED,
    async provoke({ behave, bus, call }) {
      // Before the provider answers, another node takes the exchange for one that was left open.
      behave('slow', async ({ headers }) => {
        await bus.command({ interrupt: String(headers['x-road-request-id']) });
        return {};
      });
      return call(road('slow'));
    },
  },
  {
    error: RECORD.UNAVAILABLE,
    async provoke(world) {
      await failing(world, auditAppend.name);
      return world.call(road('quick'));
    },
    // What the provider answered: that the answer was withheld is known only after the leaf was made.
    leaf: { outcome: 'ok', error: undefined },
    recover: (world) => working(world, auditAppend.name),
  },
  {
    error: JOURNAL.UNAVAILABLE,
    async provoke(world) {
      await failing(world, auditAppend.name);
      const unaware = world.call(road('quick'));
      await until(async () => !(await isReady(world)), 'the exchange sees that audit is away');
      const answer = await world.call(road('echo'));
      await working(world, auditAppend.name);
      await unaware;
      return answer;
    },
  },
  {
    error: AUTHORITY.STALE,
    async provoke(world) {
      await failing(world, registryChanges.name);
      let answer: Answer | undefined;
      await until(async () => {
        answer = await world.call(road('echo'));
        return answer.status !== 200;
      }, 'the registry was silent for too long');
      return answer ?? world.call(road('echo'));
    },
    recover: (world) => working(world, registryChanges.name),
  },
];

async function failing({ bus }: World<FaultBus>, action: string): Promise<void> {
  await bus.command({ action, fails: true });
}

/** Ends a fault, and waits until exchanges succeed again. */
async function working(world: World<FaultBus>, action: string): Promise<void> {
  await world.bus.command({ action, fails: false });
  await until(async () => (await world.call(road('echo'))).status === 200, 'the bus works again');
}

async function isReady({ bus }: World<FaultBus>): Promise<boolean> {
  return (await fetch(`${bus.metricsUrl}/readyz`)).ok;
}
