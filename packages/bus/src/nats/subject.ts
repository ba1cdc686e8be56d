import { PARTIES, type Party } from '@simpul/contracts';

/** Kinds of packets that cross NATS. */
export const PACKET_TYPES = ['REQ', 'RES', 'EVENT', 'INFO', 'DISCOVER', 'DISCONNECT', 'HEARTBEAT'] as const;
export type PacketType = (typeof PACKET_TYPES)[number];

/** First token of every subject. */
export const PREFIX = 'SIMPUL';
/** Stands where a target stands, in a packet for everybody. */
const EVERYBODY = '_._';
const TOKENS = 6;
/** Where the target's tokens begin, and end. */
const TARGET_START = 2;
const TARGET_END = 4;
const INSTANCE = /^[a-z0-9]{1,32}$/;

/** Where a packet comes from, as its subject says; the NATS server holds each user to its own name. */
export interface Origin {
  readonly type: PacketType;
  /** Node id of the sender. */
  readonly sender: string;
  readonly party: Party;
}

/**
 * Name of a process on the bus: `<party>.<instance>`.
 * @throws TypeError for an instance that is not 1 to 32 lower-case letters and digits
 */
export function nodeIdOf(party: Party, instance: string): string {
  if (!INSTANCE.test(instance)) throw new TypeError('an instance is 1 to 32 lower-case letters and digits');
  return `${party}.${instance}`;
}

/** `SIMPUL.<type>.<target party>.<target instance>.<sender party>.<sender instance>` (design 02, rule 4). */
export function subjectOf(type: PacketType, target: string | undefined, sender: string): string {
  return `${PREFIX}.${type}.${target ?? EVERYBODY}.${sender}`;
}

/** Subjects that a node listens on: what is for it, and what is for everybody. */
export function subscriptionsOf(nodeId: string): readonly string[] {
  return [`${PREFIX}.*.${nodeId}.*.*`, `${PREFIX}.*.${EVERYBODY}.*.*`];
}

/** Whether what has this subject is for all nodes. */
export function isForEverybody(subject: string): boolean {
  return subject.split('.', TARGET_END).slice(TARGET_START).join('.') === EVERYBODY;
}

/** Reads a subject; undefined where it is none of ours. */
export function originOf(subject: string): Origin | undefined {
  const tokens = subject.split('.');
  const [prefix, type, , , party, instance = ''] = tokens;
  if (tokens.length !== TOKENS || prefix !== PREFIX || !isType(type) || !isParty(party)) return undefined;
  return INSTANCE.test(instance) ? { type, party, sender: `${party}.${instance}` } : undefined;
}

function isType(token: string | undefined): token is PacketType {
  return PACKET_TYPES.some((type) => type === token);
}

function isParty(token: string | undefined): token is Party {
  return PARTIES.some((party) => party === token);
}
