import type { Action, Announcement, Params, Result, ServiceName } from '@simpul/contracts';
import { BUS, isSimpulError, SimpulError } from '@simpul/errors';
import { type Context, Errors, ServiceBroker } from 'moleculer';
import { type BodyLanes, createBodyLanes, createHeldBytes, type HeldBytes } from './body-lanes.ts';
import { fromWire, toWire } from './error-codec.ts';
import { decode, encode } from './serializer.ts';
import { compile } from './validation.ts';

/** A handler of one action: a function of its validated params and of who calls. */
export interface Handler<A extends Action = Action> {
  readonly action: A;
  readonly handle: (params: Params<A>, call: { readonly caller: ServiceName }) => Promise<Result<A>>;
}

/** Binds a handler to its action, with types. */
export function handler<A extends Action>(action: A, handle: Handler<A>['handle']): Handler {
  return { action, handle } as unknown as Handler;
}

/** The calls that one service may make. It is handed out once per service and cannot name another. */
export interface BusClient {
  readonly name: ServiceName;
  /**
   * Calls an action under its contract.
   * @throws SimpulError of the callee, or `SIMPUL_BUS_*`.
   */
  call<A extends Action>(action: A, params: Params<A>): Promise<Result<A>>;
  /** Wakes listeners everywhere; may be lost. */
  announce(announcement: Announcement): Promise<void>;
}

export interface Bus {
  /** Bodies too large to be held, between modules of this process. */
  readonly lanes: BodyLanes;
  /** Bodies that are held in this process. */
  readonly held: HeldBytes;
  as(service: ServiceName): BusClient;
  /** Offers a service's actions. */
  serve(service: ServiceName, handlers: readonly Handler[]): void;
  /** Calls `wake` on each announcement until the bus stops. */
  listen(announcement: Announcement, wake: () => void): void;
  start(): Promise<void>;
  /** Waits for calls under way, then stops. */
  stop(): Promise<void>;
}

export interface BusOptions {
  readonly nodeId: string;
  /** Sends every call through the serializer, as a transporter would: for tests of the one-process shape. */
  readonly roundTrip?: boolean;
  /** Told of errors that are not ours, before they are reduced to `SIMPUL_BUS_FAILED`. */
  readonly onFailure?: (action: string, error: unknown) => void;
}

/** Milliseconds that a stopping broker waits for calls under way; the process's own grace ends before. */
const DRAIN_MS = 25_000;

/** Creates the bus of one process: Moleculer without a transporter. */
export function createBus(options: BusOptions): Bus {
  const broker = new ServiceBroker({
    nodeID: options.nodeId,
    logger: false,
    internalServices: false,
    validator: false,
    skipProcessEventRegistration: true,
    tracking: { enabled: true, shutdownTimeout: DRAIN_MS },
    registry: { stopDelay: 0 },
  });
  const { roundTrip = false, onFailure } = options;

  async function answer(
    entry: Handler,
    check: ReturnType<typeof compile>,
    context: Context<unknown, { caller: ServiceName }>,
  ) {
    const { action } = entry;
    const { caller } = context.meta;
    try {
      if (!action.callers.includes(caller)) {
        throw new SimpulError(BUS.CALLER_REFUSED, { params: { caller, action: action.name } });
      }
      const params = roundTrip ? decode(encode(context.params)) : context.params;
      const violation = check(params);
      if (violation !== undefined) {
        throw new SimpulError(BUS.PARAMS_INVALID, { params: { action: action.name, ...violation } });
      }
      const result = await entry.handle(params, { caller });
      return roundTrip ? decode(encode(result)) : result;
    } catch (error) {
      if (!isSimpulError(error)) onFailure?.(action.name, error);
      throw roundTrip || !isSimpulError(error) ? fromWire(toWire(error, action.name)) : error;
    }
  }

  return {
    lanes: createBodyLanes(),
    held: createHeldBytes(),
    as: (name) => ({
      name,
      async call(action, params) {
        if (!action.callers.includes(name)) {
          throw new SimpulError(BUS.CALLER_REFUSED, { params: { caller: name, action: action.name } });
        }
        try {
          return await broker.call<never, unknown>(action.name, params, {
            timeout: action.deadlineMs,
            meta: { caller: name },
          });
        } catch (error) {
          throw translate(error, action);
        }
      },
      announce: (announcement) => broker.broadcast(announcement.name),
    }),
    serve(service, handlers) {
      const actions = Object.fromEntries(
        handlers.map((entry) => {
          const check = compile(entry.action.params);
          const handle = (context: Context<unknown, { caller: ServiceName }>) => answer(entry, check, context);
          return [entry.action.name.slice(service.length + 1), { handler: handle }];
        }),
      );
      broker.createService({ name: service, actions });
    },
    listen(announcement, wake) {
      broker.createService({ name: `listener-${listeners++}`, events: { [announcement.name]: { handler: wake } } });
    },
    start: () => broker.start(),
    stop: () => broker.stop(),
  };
}

let listeners = 0;

/** Moleculer's own errors become rows of our table; those of the callee pass. */
function translate(error: unknown, action: Action): SimpulError {
  if (isSimpulError(error)) return error;
  if (error instanceof Errors.RequestTimeoutError) {
    return new SimpulError(BUS.TIMEOUT, { params: { action: action.name }, cause: error });
  }
  if (error instanceof Errors.ServiceNotFoundError || error instanceof Errors.ServiceNotAvailableError) {
    const service = action.name.slice(0, action.name.indexOf('.'));
    return new SimpulError(BUS.UNAVAILABLE, { params: { service }, cause: error });
  }
  return new SimpulError(BUS.FAILED, { params: { action: action.name }, cause: error });
}
