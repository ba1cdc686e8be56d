import { describe, expect, it } from '@jest/globals';
import type { Bus, Module } from '@simpul/bus';
import type { ServiceName } from '@simpul/contracts';
import type { Recipe } from '../../src/compose/modules/recipe.ts';
import { type Made, startInOrder, startSideBySide } from '../../src/compose/start-modules.ts';

/** A bus of which only is there who may be called. */
function fakeBus() {
  const there = new Set<ServiceName>();
  const waiters = new Set<() => void>();
  const events: string[] = [];
  const missing = (services: readonly ServiceName[]) => services.filter((name) => !there.has(name));
  const bus = {
    missing,
    async reachable(services: readonly ServiceName[], signal: AbortSignal) {
      while (missing(services).length > 0) {
        await new Promise<void>((resolve, reject) => {
          waiters.add(resolve);
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        });
      }
    },
    async open() {
      events.push('open');
    },
  } as unknown as Bus;
  const appears = (name: ServiceName): void => {
    there.add(name);
    for (const wake of waiters) wake();
  };
  return { bus, events, appears };
}

type Part = Pick<Recipe, 'name' | 'calls' | 'awaits' | 'startsAlone'>;
const GATEWAY: Part = { name: 'gateway', calls: ['exchange', 'registry'], startsAlone: true };
const EXCHANGE: Part = { name: 'exchange', calls: ['registry', 'audit'] };

function made(part: Part, events: string[], start = async (): Promise<void> => undefined): Made {
  const module: Module = {
    name: part.name,
    async start() {
      events.push(`${part.name} starts`);
      await start();
    },
    stop: async () => undefined,
    notReady: () => undefined,
  };
  return { recipe: { ...part, create: async () => module }, module };
}

/** Lets everything happen that waits for nothing but its turn. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a process of a cluster', () => {
  function start(parts: readonly Part[]) {
    const fake = fakeBus();
    const abort = new AbortController();
    const waits: (readonly string[])[] = [];
    const modules = parts.map((part) => made(part, fake.events));
    const options = {
      bus: fake.bus,
      signal: abort.signal,
      onWait: (names: readonly string[]) => void waits.push(names),
    };
    return { ...fake, abort, waits, done: startSideBySide(modules, options) };
  }

  it('opens its door first, and is called by others only once what serves them has started', async () => {
    const { events, appears, waits, done } = start([EXCHANGE, GATEWAY]);
    await settle();
    expect(events).toEqual(['gateway starts']);
    expect(waits).toEqual([
      ['exchange', 'registry'],
      ['registry', 'audit'],
    ]);
    appears('registry');
    await settle();
    expect(events).toEqual(['gateway starts']);
    appears('audit');
    await settle();
    expect(events).toEqual(['gateway starts', 'exchange starts', 'open']);
    appears('exchange');
    await done;
  });

  it('starts what can start without some of those that it calls, and names all that are missing', async () => {
    const { events, appears, waits, done } = start([{ ...EXCHANGE, awaits: ['audit'] }]);
    await settle();
    expect([events, waits]).toEqual([[], [['registry', 'audit']]]);
    appears('audit');
    await done;
    expect(events).toEqual(['exchange starts', 'open']);
  });

  it('is ready when those can be called that its door needs', async () => {
    const { events, appears, waits, done } = start([GATEWAY]);
    await settle();
    expect([events, waits]).toEqual([['gateway starts', 'open'], [['exchange', 'registry']]]);
    for (const name of ['exchange', 'registry'] as const) appears(name);
    await done;
  });

  it('says once for whom it waits', async () => {
    const { waits, appears, done } = start([EXCHANGE, { ...GATEWAY, calls: EXCHANGE.calls }]);
    await settle();
    expect(waits).toEqual([['registry', 'audit']]);
    for (const name of EXCHANGE.calls) appears(name);
    await done;
  });

  it('waits for nobody where it calls nobody', async () => {
    const { events, waits, done } = start([{ name: 'audit', calls: [] }]);
    await done;
    expect([events, waits]).toEqual([['audit starts', 'open'], []]);
  });

  it('stops waiting when it must end', async () => {
    const { events, abort, done } = start([EXCHANGE]);
    await settle();
    abort.abort(new Error('enough'));
    await expect(done).rejects.toThrow('enough');
    expect(events).toEqual([]);
  });

  it('leaves a start that hangs on others when it must end', async () => {
    const { bus, events, appears } = fakeBus();
    for (const name of EXCHANGE.calls) appears(name);
    const abort = new AbortController();
    const hanging = made(EXCHANGE, events, () => new Promise(() => undefined));
    const done = startSideBySide([hanging], { bus, signal: abort.signal, onWait: () => undefined });
    await settle();
    abort.abort(new Error('enough'));
    await expect(done).rejects.toThrow('enough');
    expect(events).toEqual(['exchange starts']);
  });
});

it('the whole bus starts one module after the other', async () => {
  const events: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const done = startInOrder([made(EXCHANGE, events, () => promise), made(GATEWAY, events)]);
  await settle();
  expect(events).toEqual(['exchange starts']);
  resolve();
  await done;
  expect(events).toEqual(['exchange starts', 'gateway starts']);
});
