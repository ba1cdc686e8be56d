import { type Party, servicesOf } from '@simpul/contracts';
import type { WireError } from '../error-codec.ts';
import type { PacketType } from './subject.ts';

/**
 * What packets hold on the wire: of Moleculer's members those that we need. Readers build them anew from these members,
 * so nothing else that a sender may have written reaches Moleculer: neither its streams nor a rewritten `meta`.
 */
export interface Envelope {
  /** Version of Moleculer's protocol. */
  readonly ver: string;
  readonly sender: string;
}

export interface RequestBody {
  readonly id: string;
  readonly action: string;
  readonly params: unknown;
  /** Milliseconds after which the caller gives up. */
  readonly timeout: number;
  /** The service that calls; one of those that the sender may speak for. */
  readonly meta: { readonly caller: string };
}

export interface ResponseBody {
  readonly id: string;
  readonly success: boolean;
  readonly data?: unknown;
  readonly error?: WireError;
}

/** A service that a node offers. */
interface OfferedService {
  readonly name: string;
  readonly fullName: string;
  readonly actions: Readonly<Record<string, { readonly name: string; readonly rawName: string }>>;
}

export interface InfoBody {
  /** Another one is another run of the process. */
  readonly instanceID: string;
  /** Grows when the services change. */
  readonly seq: number;
  readonly services: readonly OfferedService[];
}

export interface HeartbeatBody {
  readonly instanceID: string;
  readonly seq: number;
}

export interface EventBody {
  readonly event: string;
}

type Members = Readonly<Record<string, unknown>>;

/**
 * Reads what a packet of a type holds, without what it does not; undefined where a member is missing or of another type.
 * Of services only those of the party that offers them are left.
 */
export function bodyOf(type: PacketType, from: object, party: Party): object | undefined {
  return READERS[type](from as Members, party);
}

const READERS: Readonly<Record<PacketType, (from: Members, party: Party) => object | undefined>> = {
  REQ: requestBody,
  RES: responseBody,
  EVENT: eventBody,
  INFO: infoBody,
  HEARTBEAT: heartbeatBody,
  DISCOVER: () => ({}),
  DISCONNECT: () => ({}),
};

function requestBody(from: Members): RequestBody | undefined {
  const { id, action, params, timeout, meta } = from;
  if (typeof id !== 'string' || typeof action !== 'string' || typeof timeout !== 'number' || !isObject(meta)) {
    return undefined;
  }
  const { caller } = meta;
  return typeof caller === 'string' ? { id, action, params, timeout, meta: { caller } } : undefined;
}

function responseBody(from: Members): ResponseBody | undefined {
  const { id, success, data, error } = from;
  if (typeof id !== 'string' || typeof success !== 'boolean') return undefined;
  if (success) return { id, success, data };
  return isWireError(error) ? { id, success, error } : undefined;
}

function eventBody({ event }: Members): EventBody | undefined {
  return typeof event === 'string' ? { event } : undefined;
}

function heartbeatBody({ instanceID, seq }: Members): HeartbeatBody | undefined {
  return typeof instanceID === 'string' && typeof seq === 'number' ? { instanceID, seq } : undefined;
}

function infoBody(from: Members, party: Party): InfoBody | undefined {
  const { instanceID, seq, services } = from;
  if (typeof instanceID !== 'string' || typeof seq !== 'number' || !Array.isArray(services)) return undefined;
  const offered = servicesOf(party).flatMap((name) => {
    const found = services.find((service) => isObject(service) && service['name'] === name);
    return found === undefined ? [] : [offeredService(name, found)];
  });
  return { instanceID, seq, services: offered };
}

function offeredService(name: string, { actions }: Members): OfferedService {
  const own = Object.keys(isObject(actions) ? actions : {}).filter((action) => action.startsWith(`${name}.`));
  const named = own.map((action) => [action, { name: action, rawName: action.slice(name.length + 1) }]);
  return { name, fullName: name, actions: Object.fromEntries(named) };
}

export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

function isWireError(value: unknown): value is WireError {
  if (!isObject(value)) return false;
  const { code, params, headers, retryAfter, faults } = value;
  return (
    typeof code === 'string' &&
    isObject(params) &&
    Object.values(params).every((param) => typeof param === 'string' || typeof param === 'number') &&
    Array.isArray(headers) &&
    headers.every((header) => typeof header === 'string') &&
    (retryAfter === undefined || typeof retryAfter === 'number') &&
    (faults === undefined || (Array.isArray(faults) && faults.every((fault) => isObject(fault))))
  );
}
