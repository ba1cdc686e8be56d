import { type Party, servicesOf } from '@simpul/contracts';
import { bodyOf, type Envelope, type EventBody, isObject, type RequestBody, type ResponseBody } from './packets.ts';
import type { Origin, PacketType } from './subject.ts';

/** Why a packet is dropped. */
export type DropReason =
  /** Its subject is none of ours. */
  | 'subject'
  /** It cannot be read. */
  | 'format'
  /** It speaks another version of the protocol. */
  | 'version'
  /** It names another sender than its subject. */
  | 'sender'
  /** It comes from another process that has this one's name. */
  | 'namesake'
  /** It calls in the name of a service that its sender may not speak for. */
  | 'caller'
  /** It answers a call that was put to another node. */
  | 'responder'
  /** It announces for a service that its sender may not speak for. */
  | 'announcer'
  /** There are more nodes than may be. */
  | 'nodes';

/** What the filter must know of the node that receives. */
export interface Receiver {
  nodeId(): string;
  /** Version of the protocol. */
  readonly version: string;
  /** Node that a call under way was put to; undefined where there is no such call, or no longer. */
  askedNode(callId: string): string | undefined;
  /** Whether a node is known, or there is room for one more. */
  hasRoomFor(nodeId: string): boolean;
}

/** A packet's payload, rebuilt of what may be believed, or why it is dropped. */
export type Sifted = { readonly payload: Envelope } | { readonly dropped: DropReason };

/** Believes of a packet what its origin may say (design 02, rule 4). */
export function sift(origin: Origin, payload: unknown, receiver: Receiver): Sifted {
  const { type, sender, party } = origin;
  if (!isObject(payload)) return { dropped: 'format' };
  if (payload['sender'] !== sender) return { dropped: 'sender' };
  if (payload['ver'] !== receiver.version) return { dropped: 'version' };
  if (sender === receiver.nodeId()) return { dropped: 'namesake' };
  const body = bodyOf(type, payload, party);
  if (body === undefined) return { dropped: 'format' };
  const dropped = REFUSALS[type](origin, body, receiver);
  return dropped === undefined ? { payload: { ...body, ver: receiver.version, sender } } : { dropped };
}

/** Why a body is not believed, by type. */
const REFUSALS: Readonly<
  Record<PacketType, (origin: Origin, body: object, receiver: Receiver) => DropReason | undefined>
> = {
  REQ: ({ party }, body) => (maySpeakFor(party, (body as RequestBody).meta.caller) ? undefined : 'caller'),
  RES({ sender }, body, receiver) {
    const asked = receiver.askedNode((body as ResponseBody).id);
    return asked === undefined || asked === sender ? undefined : 'responder';
  },
  EVENT: ({ party }, body) => (maySpeakFor(party, (body as EventBody).event.split('.')[0]) ? undefined : 'announcer'),
  INFO: ({ sender }, _, receiver) => (receiver.hasRoomFor(sender) ? undefined : 'nodes'),
  HEARTBEAT: ({ sender }, _, receiver) => (receiver.hasRoomFor(sender) ? undefined : 'nodes'),
  DISCOVER: () => undefined,
  DISCONNECT: () => undefined,
};

function maySpeakFor(party: Party, service: string | undefined): boolean {
  return servicesOf(party).some((own) => own === service);
}
