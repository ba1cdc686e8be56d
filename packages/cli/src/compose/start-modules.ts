import type { Bus, Module } from '@simpul/bus';
import type { Recipe } from './modules/recipe.ts';

/** A module that is made, and how. */
export interface Made {
  readonly recipe: Recipe;
  readonly module: Module;
}

export interface StartOptions {
  readonly bus: Bus;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Told of what is elsewhere and is waited for. */
  readonly onWait: (missing: readonly string[]) => void;
}

/** Starts the modules of the whole bus one after the other. */
export async function startInOrder(made: readonly Made[]): Promise<void> {
  for (const { module } of made) await module.start();
}

/** Milliseconds after which a process says that it waits for NATS. */
const NATS_IS_LATE_MS = 1000;

/** Joins the other processes of a cluster, as long as it takes. @throws whatever `signal` was aborted with */
export async function joinCluster({ bus, signal, onWait }: StartOptions): Promise<void> {
  const late = setTimeout(() => onWait(['NATS']), NATS_IS_LATE_MS);
  await unlessAborted(bus.start(), signal).finally(() => clearTimeout(late));
}

/**
 * Starts the modules of a process of a cluster side by side, each when those can be called that it calls, and then lets others
 * call them. It is done when all that they call is there, and waits for that as long as it takes.
 * @throws whatever `signal` was aborted with
 */
export async function startSideBySide(made: readonly Made[], { bus, signal, onWait }: StartOptions): Promise<void> {
  const told = new Set<string>();
  async function reachable({ recipe }: Made, awaited = recipe.calls): Promise<void> {
    const missing = bus.missing(recipe.calls);
    if (missing.length > 0 && !told.has(missing.join())) onWait(missing);
    told.add(missing.join());
    await bus.reachable(awaited, signal);
  }
  // What calls nobody ends its start soon; the start of the others may hang on those that they call.
  const start = ({ recipe, module }: Made): Promise<void> =>
    recipe.calls.length === 0 ? module.start() : unlessAborted(module.start(), signal);
  const serving = made.filter(({ recipe }) => recipe.startsAlone !== true);
  const alone = made.filter(({ recipe }) => recipe.startsAlone === true);
  await Promise.all([
    ...alone.flatMap((one) => [start(one), reachable(one)]),
    Promise.all(serving.map((one) => reachable(one, one.recipe.awaits).then(() => start(one)))).then(() => bus.open()),
  ]);
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const abort = (): void => reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  return promise;
}
