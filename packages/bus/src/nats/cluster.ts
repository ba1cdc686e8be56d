import { type ServiceName, servicesOf } from '@simpul/contracts';
import { BUS, SimpulError } from '@simpul/errors';
import { setTimeout } from 'node:timers/promises';
import type { BrokerOptions, ServiceBroker } from 'moleculer';
import type { DropReason } from './packet-filter.ts';
import type { NatsAddress } from './connection.ts';
import { SilenceDiscoverer } from './silence-discoverer.ts';
import { nodeIdOf } from './subject.ts';
import { type BusLogger, NatsTransporter } from './transporter.ts';
import { WireErrors } from './wire-errors.ts';

export interface NatsOptions extends NatsAddress {
  /** Told when the connection is given up for good after the start (its key or its own subjects are refused): the process should end. */
  readonly onFatal?: (error: unknown) => void;
  readonly logger: BusLogger;
}

/** What the bus of a process that is one of several does beside its broker. */
export interface Network {
  isHere(service: ServiceName): boolean;
  reachable(services: readonly ServiceName[], signal?: AbortSignal): Promise<void>;
  missing(services: readonly ServiceName[]): ServiceName[];
  announce(event: string): void;
  /** @throws SimpulError where another process calls, and this one is not open yet */
  mayAnswer(context: { readonly nodeID: string | null }, action: { readonly name: string }): void;
  start(): Promise<void>;
  open(): Promise<void>;
  leave(): Promise<void>;
  notReady(): string | undefined;
}

export interface Cluster {
  readonly nodeId: string;
  readonly brokerOptions: BrokerOptions;
  /** Takes the broker that was made with the options. */
  joinedBy(broker: ServiceBroker): Network;
}

/** Milliseconds in which others hear that a process leaves; what they put to it before is still answered. */
const LEAVE_MS = 100;

/** Prepares the parts of Moleculer that make a process one of several. */
export function createCluster(
  options: NatsOptions,
  { onEvent, onDropped }: { onEvent: (event: string) => void; onDropped: ((reason: string) => void) | undefined },
): Cluster {
  const { party, instance, onFatal } = options;
  const own = servicesOf(party);
  const discoverer = new SilenceDiscoverer();
  const refused = Promise.withResolvers<never>();
  refused.promise.catch(() => undefined);
  let started = false;
  const transporter = new NatsTransporter({
    ...options,
    discoverer,
    onEvent,
    onDropped: (reason: DropReason | 'publish') => onDropped?.(reason),
    onFatal: (error) => {
      refused.reject(error);
      if (started) onFatal?.(error);
    },
  });

  function joinedBy(broker: ServiceBroker): Network {
    const missing = (services: readonly ServiceName[]): ServiceName[] =>
      services.filter((service) => !own.includes(service) && !isOffered(broker, service));
    /** As Moleculer itself does where services change: others take in what is newer than what they know. */
    const tellServices = async (): Promise<void> => {
      broker.registry.regenerateLocalRawInfo(true);
      await discoverer.sendLocalNodeInfo();
    };
    let left: Promise<void> | undefined;
    async function leave(): Promise<void> {
      transporter.leave();
      if (!transporter.connected) return;
      await tellServices();
      await setTimeout(LEAVE_MS);
    }
    return {
      isHere: (service) => own.includes(service),
      missing,
      async reachable(services, signal) {
        while (missing(services).length > 0) await change(broker, signal);
      },
      announce: (event) => transporter.announce(event),
      mayAnswer(context, { name }) {
        if (transporter.isOpen || context.nodeID === broker.nodeID) return;
        throw new SimpulError(BUS.UNAVAILABLE, { params: { service: name.slice(0, name.indexOf('.')) } });
      },
      async start() {
        await Promise.race([broker.start(), refused.promise]);
        started = true;
      },
      async open() {
        transporter.open();
        await tellServices();
      },
      leave: () => (left ??= leave()),
      notReady: () => (transporter.connected ? undefined : 'no connection to NATS'),
    };
  }

  return {
    nodeId: nodeIdOf(party, instance),
    brokerOptions: {
      transporter,
      errorRegenerator: new WireErrors(),
      registry: { discoverer, stopDelay: 0 },
    },
    joinedBy,
  };
}

/** Whether a service can be called now, wherever it runs. Gateways ask this for each request. */
function isOffered(broker: ServiceBroker, service: ServiceName): boolean {
  return broker.registry.services.services.some(({ name }) => name === service);
}

/** Resolves when services come or go. @throws the reason of the signal */
async function change({ localBus }: ServiceBroker, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const abort = (): void => reject(signal?.reason);
  localBus.on('$services.changed', resolve);
  signal?.addEventListener('abort', abort);
  await promise.finally(() => {
    localBus.off('$services.changed', resolve);
    signal?.removeEventListener('abort', abort);
  });
}
