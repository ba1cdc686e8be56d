import { BUS, SimpulError } from '@simpul/errors';
import { type Packet as Packets, PROTOCOL_VERSION, Transporters } from 'moleculer';
import type { NatsConnection } from 'nats';
import { toWire } from '../error-codec.ts';
import { decode, encode } from '../serializer.ts';
import { dialUntil, type NatsAddress } from './connection.ts';
import { LostAnswers } from './lost-answers.ts';
import { MAX_NODES, MAX_PACKET_BYTES } from './limits.ts';
import { type DropReason, type Receiver, sift } from './packet-filter.ts';
import { bodyOf, type EventBody } from './packets.ts';
import type { SilenceDiscoverer } from './silence-discoverer.ts';
import { isForEverybody, originOf, type PacketType, subjectOf, subscriptionsOf } from './subject.ts';

/** What of a logger is used here. */
export interface BusLogger {
  info(particulars: object, message: string): void;
  warn(particulars: object, message: string): void;
  error(particulars: object, message: string): void;
}

export interface TransporterOptions extends NatsAddress {
  readonly logger: BusLogger;
  readonly discoverer: SilenceDiscoverer;
  /** Told of each packet that is dropped, and of each that the server refuses to carry (`publish`). */
  readonly onDropped: (reason: DropReason | 'publish') => void;
  /** Told of announcements of other processes. */
  readonly onEvent: (event: string) => void;
  /** Told once, when the connection is given up for good. */
  readonly onFatal: (error: unknown) => void;
}

type Packet = Packets.Packet<Packets.PacketPayload>;

/**
 * Moleculer's packets over NATS with the sender in every subject (design 02, rule 4). It keeps one connection at a time and
 * makes the next one where that is lost; what is sent in between is refused.
 */
export class NatsTransporter extends Transporters.Base {
  readonly #options: TransporterOptions;
  readonly #stopping = new AbortController();
  readonly #lost = new LostAnswers(() => this.transit.pendingRequests);
  #client: NatsConnection | undefined;
  #open = false;
  #leaving = false;
  #pass: (type: string, packet: Packet) => unknown = () => undefined;

  constructor(options: TransporterOptions) {
    super({});
    this.#options = options;
  }

  /** Whether calls of others are answered. */
  get isOpen(): boolean {
    return this.#open;
  }

  /** Lets others see the services of this process, from the next INFO on. */
  open(): void {
    this.#open = true;
  }

  /** Hides them again, from the next INFO on; who has not heard yet is still answered. */
  leave(): void {
    this.#leaving = true;
  }

  /** Tells all other processes; may be lost. */
  announce(event: string): void {
    if (this.connected) this.#send('EVENT', undefined, { event });
  }

  override init(...[transit, pass, afterConnect]: Parameters<Transporters.Base['init']>): void {
    super.init(transit, pass, afterConnect);
    this.#pass = pass as unknown as (type: string, packet: Packet) => void;
  }

  /** Resolves at once; Moleculer hears of each connection through `onConnected`. */
  override connect(): Promise<void> {
    this.#stayConnected().catch((error: unknown) => this.#giveUp(error));
    return Promise.resolve();
  }

  override async disconnect(): Promise<void> {
    this.#stopping.abort();
    this.connected = false;
    await this.#client?.drain();
  }

  /** Subscriptions belong to a connection and are made with it. */
  override makeSubscriptions(): Promise<void> {
    return Promise.resolve();
  }

  override publish(packet: Packet): Promise<void> {
    const { type, target, payload } = packet;
    try {
      this.#send(type as PacketType, target, payload);
      return Promise.resolve();
    } catch (error) {
      return type === 'RES'
        ? this.#publishFailure(target, payload as Packets.PacketResponsePayload, error)
        : reject(error);
    }
  }

  override subscribe = unused;
  override subscribeBalancedRequest = unused;
  override subscribeBalancedEvent = unused;
  override send = unused;

  /** Of a response that cannot be sent the caller is told, lest it wait for its deadline. */
  #publishFailure(target: string | undefined, { id }: Packets.PacketResponsePayload, error: unknown): Promise<void> {
    try {
      this.#send('RES', target, { id, success: false, error: toWire(error, id) });
      return Promise.resolve();
    } catch (again) {
      return reject(again);
    }
  }

  async #stayConnected(): Promise<void> {
    const { logger } = this.#options;
    const { signal } = this.#stopping;
    for (let wasReconnect = false; ; wasReconnect = true) {
      const client = await dialUntil(signal, this.#options, !wasReconnect, logger);
      if (client === undefined) return;
      this.#client = client;
      this.#subscribe(client);
      void this.#watch(client);
      if (wasReconnect) this.#lost.reconnected();
      void this.onConnected(wasReconnect);
      const error = await client.closed();
      this.connected = false;
      this.#client = undefined;
      if (signal.aborted) return;
      logger.error({ err: error ?? undefined }, 'the connection to NATS is lost');
    }
  }

  #subscribe(client: NatsConnection): void {
    for (const subject of subscriptionsOf(this.nodeID)) {
      client.subscribe(subject, {
        callback: (error, message) => {
          if (error === null) this.#receive(message.subject, message.data);
          else this.#giveUp(refused(`it may not listen on ${subject}`, error));
        },
      });
    }
  }

  /** Publishing what is not allowed fails later and elsewhere: the server says so on the connection. */
  async #watch(client: NatsConnection): Promise<void> {
    for await (const { permissionContext } of client.status()) {
      if (permissionContext?.operation !== 'publish') continue;
      this.#options.onDropped('publish');
      this.#options.logger.error({ subject: permissionContext.subject }, 'NATS refuses to carry a packet');
    }
  }

  #giveUp(error: unknown): void {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort();
    this.connected = false;
    void this.#client?.close();
    this.#options.onFatal(error);
  }

  #send(type: PacketType, target: string | undefined, payload: object): void {
    const client = this.#client;
    if (client === undefined) throw new Error('there is no connection to NATS');
    const shown = type === 'INFO' && (!this.#open || this.#leaving) ? { ...payload, services: [] } : payload;
    const body = bodyOf(type, shown, this.#options.party);
    if (body === undefined) throw new TypeError(`a packet ${type} lacks a member`);
    const data = encode({ ...body, ver: PROTOCOL_VERSION, sender: this.nodeID });
    const limit = Math.min(MAX_PACKET_BYTES, client.info?.max_payload ?? MAX_PACKET_BYTES);
    if (data.length > limit) throw new SimpulError(BUS.TOO_LARGE, { params: { bytes: data.length, limit } });
    client.publish(subjectOf(type, target, this.nodeID), data);
  }

  /** Never throws: the client would stop reading. */
  #receive(subject: string, data: Uint8Array): void {
    const origin = originOf(subject);
    if (origin === undefined) {
      this.#options.onDropped('subject');
      return;
    }
    const sifted = sift(origin, read(data), this.#receiver);
    if ('dropped' in sifted) {
      this.#options.onDropped(sifted.dropped);
      if (sifted.dropped === 'namesake') this.#meetNamesake(origin.type);
      return;
    }
    this.#options.discoverer.heard(origin.sender);
    const { payload } = sifted;
    if (origin.type === 'EVENT') this.#options.onEvent((payload as unknown as EventBody).event);
    else this.#pass(origin.type, { type: origin.type, payload });
    // Who looks for all others has just connected.
    this.#lost.heard(origin.sender, origin.type === 'DISCOVER' && isForEverybody(subject));
  }

  readonly #receiver: Receiver = {
    nodeId: () => this.nodeID,
    version: PROTOCOL_VERSION,
    askedNode: (callId) => this.transit.pendingRequests.get(callId)?.nodeID,
    hasRoomFor: (nodeId) => {
      const { nodes } = this.broker.registry;
      return nodes.has(nodeId) || nodes.count() < MAX_NODES;
    },
  };

  /**
   * Another process has this one's name: a copied data folder. Both would do each call, so the one that comes later gives
   * up; the one that is open already only answers, whoever pretends to be its namesake.
   */
  #meetNamesake(type: PacketType): void {
    const { logger, discoverer } = this.#options;
    if (!this.#open) this.#giveUp(refused(`another process is called ${this.nodeID}`));
    else if (type === 'DISCOVER') {
      logger.error({ node: this.nodeID }, 'another process has the name of this one');
      void discoverer.sendLocalNodeInfo(this.nodeID);
    }
  }
}

/** What bytes say; undefined where they cannot be read. */
function read(data: Uint8Array): unknown {
  try {
    return decode(data);
  } catch {
    return undefined;
  }
}

function refused(reason: string, cause?: unknown): SimpulError {
  return new SimpulError(BUS.NATS_REFUSED, { params: { reason }, cause });
}

function reject(error: unknown): Promise<never> {
  return Promise.reject(error instanceof Error ? error : new Error(String(error)));
}

/** Of Moleculer's other ways to send there is no use: neither balanced requests nor grouped events. */
function unused(): Promise<never> {
  return Promise.reject(new Error('not used'));
}
