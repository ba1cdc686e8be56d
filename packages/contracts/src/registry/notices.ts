import Type, { type Static } from 'typebox';
import { Closed, defineAction } from '../action.ts';
import { Instant } from '../identifiers.ts';
import { Actor } from '../identity.ts';
import { Day, Text } from '../registry-scalars.ts';

export const NOTICE_KINDS = [
  /** A published version breaks what consumers of an earlier major use. */
  'contract-breaking',
  'version-deprecated',
  'version-retired',
  /** A text waits for a decision; told to those who decide. */
  'agreement-waiting',
  /** What became of a request, or of an agreement; told to both sides. */
  'agreement-decided',
  'agreement-ends',
  'agreement-expired',
  /** The consumer's agency is no longer what the agreement is for. */
  'agreement-not-eligible',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** A change of a contract, as the comparison of contracts words it. */
export const NoticeChange = Closed({
  rule: Type.String({ maxLength: 100 }),
  /** JSON Pointer into the contract before, or into the one after where the part is new. */
  where: Type.String({ maxLength: 1000 }),
  text: Text,
});

/** Something that consumers or providers should know. The same thing told again has the same id, and is one. */
export const Notice = Closed({
  id: Type.String({ minLength: 1, maxLength: 700 }),
  kind: Type.Enum([...NOTICE_KINDS]),
  at: Instant,
  text: Text,
  agreement: Type.Optional(Type.String()),
  service: Type.Optional(Type.String()),
  version: Type.Optional(Type.String()),
  /** The day that it is about: of the end, or of the sunset. */
  day: Type.Optional(Day),
  changes: Type.Optional(Type.Array(NoticeChange, { maxItems: 100 })),
  /** Subsystems that it concerns. */
  consumer: Type.Optional(Type.String()),
  provider: Type.Optional(Type.String()),
});
export type Notice = Static<typeof Notice>;

/**
 * Notices that concern whoever asks, newest first: a subsystem those of its own agency, people those of the members that
 * one of their roles reaches.
 */
export const registryNotices = defineAction({
  name: 'registry.notices',
  params: Closed({
    actor: Actor,
    /** Milliseconds, inclusive. */
    since: Type.Optional(Instant),
    kind: Type.Optional(Type.Enum([...NOTICE_KINDS])),
    limit: Type.Integer({ minimum: 1, maximum: 1000 }),
    cursor: Type.Optional(Type.String({ maxLength: 1000 })),
  }),
  result: Closed({ items: Type.Array(Notice), next: Type.Optional(Type.String()) }),
  callers: ['gateway'],
  deadlineMs: 5000,
  idempotent: true,
});
