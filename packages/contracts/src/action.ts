import Type, { type Static, type TSchema } from 'typebox';

/** The processes of the bus, as they are named in calls and access lists (design 02, rule 4). */
export const SERVICES = ['gateway', 'identity', 'registry', 'exchange', 'audit', 'signer'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** A call between services: declared once, and the source of its types, validators and access list. */
export interface Action<P extends TSchema = TSchema, R extends TSchema = TSchema> {
  /** `<service>.<action>`, as Moleculer names it. */
  readonly name: `${ServiceName}.${string}`;
  readonly params: P;
  readonly result: R;
  /** Services that may call; nobody else is answered. */
  readonly callers: readonly ServiceName[];
  /** Milliseconds after which the caller gives up. */
  readonly deadlineMs: number;
  /** Whether a repeat of the same call does no harm, so that it may be retried. */
  readonly idempotent: boolean;
}

export type Params<A extends Action> = Static<A['params']>;
export type Result<A extends Action> = Static<A['result']>;

/** Declares an action, frozen. */
export function defineAction<P extends TSchema, R extends TSchema>(action: Action<P, R>): Action<P, R> {
  return Object.freeze(action);
}

/** An announcement that wakes listeners sooner; nobody may depend on its arrival (design 02, rule 9). */
export interface Announcement {
  readonly name: `${ServiceName}.${string}`;
}

/** An object that refuses members it does not name. */
export function Closed<T extends Record<string, TSchema>>(properties: T, options: Record<string, unknown> = {}) {
  return Type.Object(properties, { additionalProperties: false, ...options });
}

/** A byte buffer; our serializer carries it outside the JSON. The `bytes` keyword is checked by `@simpul/bus`. */
export const Bytes = Type.Unsafe<Uint8Array>({ bytes: true });
