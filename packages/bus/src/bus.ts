import type { Action, Announcement, Params, Result, ServiceName } from '@simpul/contracts';
import { BUS, isSimpulError, SimpulError } from '@simpul/errors';
import { type Context, ServiceBroker } from 'moleculer';
import { createAnnouncements } from './announcements.ts';
import { type BodyLanes, createBodyLanes, createHeldBytes, type HeldBytes } from './body-lanes.ts';
import { callUnder } from './call-under.ts';
import { fromWire, toWire } from './error-codec.ts';
import { createCluster, type NatsOptions } from './nats/cluster.ts';
import { decode, encode } from './serializer.ts';
import { compile } from './validation.ts';

/** Who calls: neither is taken from what the call says. */
export interface Call {
  readonly caller: ServiceName;
  /** Name of its process, out of the packet's subject where it is another one. */
  readonly node: string;
}

/** A handler of one action: a function of its validated params and of who calls. */
export interface Handler<A extends Action = Action> {
  readonly action: A;
  readonly handle: (params: Params<A>, call: Call) => Promise<Result<A>>;
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
  /** Whether the service's module runs in this process, so that bodies may take the lanes. */
  isHere(service: ServiceName): boolean;
  /** Resolves once each of these services can be called. @throws the reason of the signal when that aborts before */
  reachable(services: readonly ServiceName[], signal?: AbortSignal): Promise<void>;
  /** Those of these services that cannot be called now. */
  missing(services: readonly ServiceName[]): ServiceName[];
  /** Waits for the connection where there is NATS. @throws SimpulError where NATS refuses this process */
  start(): Promise<void>;
  /** Lets other processes see and call the services of this one. */
  open(): Promise<void>;
  /** Lets other processes call others than this one from now on; those that have not heard yet are still answered. */
  leave(): Promise<void>;
  /** Why the bus does not work now; undefined when it does. */
  notReady(): string | undefined;
  /** Leaves, waits for calls under way, then stops. */
  stop(): Promise<void>;
}

export interface BusOptions {
  readonly nodeId: string;
  /** Sends every call through the serializer, as a transporter would: for tests of the one-process shape. */
  readonly roundTrip?: boolean;
  /** Told of errors that are not ours, before they are reduced to `SIMPUL_BUS_FAILED`. */
  readonly onFailure?: (action: string, error: unknown) => void;
  /** Connects this process with others; absent: all services are in it. The node is then called `<party>.<instance>`. */
  readonly nats?: NatsOptions;
  /** Told of each packet from NATS that was not believed. */
  readonly onDropped?: (reason: string) => void;
}

/** Milliseconds that a stopping broker waits for calls under way; the process's own grace ends before. */
const DRAIN_MS = 25_000;

/** Creates the bus of one process: Moleculer, alone or over NATS. */
export function createBus(options: BusOptions): Bus {
  const { nodeId, roundTrip = false, onFailure, nats, onDropped } = options;
  const announcements = createAnnouncements();
  const cluster = nats && createCluster(nats, { onEvent: (event) => announcements.wake(event), onDropped });
  const broker = new ServiceBroker({
    nodeID: cluster?.nodeId ?? nodeId,
    logger: false,
    internalServices: false,
    validator: false,
    skipProcessEventRegistration: true,
    tracking: { enabled: true, shutdownTimeout: DRAIN_MS },
    registry: { stopDelay: 0 },
    ...cluster?.brokerOptions,
  });
  const network = cluster?.joinedBy(broker);

  async function answer(
    entry: Handler,
    check: ReturnType<typeof compile>,
    context: Context<unknown, { caller: ServiceName }>,
  ) {
    const { action } = entry;
    const { caller } = context.meta;
    try {
      network?.mayAnswer(context, action);
      if (!action.callers.includes(caller)) {
        throw new SimpulError(BUS.CALLER_REFUSED, { params: { caller, action: action.name } });
      }
      const params = roundTrip ? decode(encode(context.params)) : context.params;
      const violation = check(params);
      if (violation !== undefined) {
        throw new SimpulError(BUS.PARAMS_INVALID, { params: { action: action.name, ...violation } });
      }
      const result = await entry.handle(params, { caller, node: context.nodeID ?? broker.nodeID });
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
        return callUnder(broker, action, params, name);
      },
      async announce({ name: event }) {
        announcements.wake(event);
        network?.announce(event);
      },
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
    listen: (announcement, wake) => announcements.listen(announcement.name, wake),
    isHere: (service) => network?.isHere(service) ?? true,
    reachable: async (services, signal) => network?.reachable(services, signal),
    missing: (services) => network?.missing(services) ?? [],
    start: () => network?.start() ?? broker.start(),
    open: async () => network?.open(),
    leave: async () => network?.leave(),
    notReady: () => network?.notReady(),
    async stop() {
      await network?.leave();
      await broker.stop();
    },
  };
}
