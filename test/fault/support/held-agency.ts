import { type FakeAgency, type SeenRequest, startFakeAgency } from '@simpul/testing';

/** An exchange as its provider saw it. */
export interface SeenExchange {
  readonly id: string;
  /** The caller's own `X-Road-Id`, which names the call. */
  readonly call: string;
}

/** A slow agency that knows which exchanges it has not answered yet. */
export interface HeldAgency {
  readonly url: string;
  readonly port: number;
  /** Every exchange that ever reached it; a repeated one once. */
  readonly dispatched: ReadonlyMap<string, SeenExchange>;
  /** Ids of exchanges that it has not answered. */
  readonly open: ReadonlySet<string>;
  /** Told whenever an exchange has reached it. */
  onArrival: (() => void) | undefined;
  /** Answers what it holds, and what comes later at once. */
  release(): void;
  stop(): Promise<void>;
}

/** Starts an agency that answers after `delayMs`, or on `release` where there is none. */
export async function startHeldAgency(delayMs?: () => number): Promise<HeldAgency> {
  const agency: FakeAgency = await startFakeAgency();
  const dispatched = new Map<string, SeenExchange>();
  const open = new Set<string>();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();

  agency.behave(async (request) => {
    agency.seen.length = 0;
    const exchange = exchangeOf(request);
    dispatched.set(exchange.id, exchange);
    open.add(exchange.id);
    held.onArrival?.();
    await (delayMs === undefined ? released : new Promise((done) => setTimeout(done, delayMs())));
    open.delete(exchange.id);
    return { headers: { 'content-type': 'application/json' }, body: '{"ok":true}' };
  });

  const held: HeldAgency = {
    url: agency.url,
    port: agency.port,
    dispatched,
    open,
    onArrival: undefined,
    release,
    stop: () => agency.stop(),
  };
  return held;
}

function exchangeOf({ headers }: SeenRequest): SeenExchange {
  const { 'x-road-request-id': id, 'x-road-id': call } = headers;
  if (typeof id !== 'string' || typeof call !== 'string') throw new Error('an exchange came without its ids');
  return { id, call };
}
