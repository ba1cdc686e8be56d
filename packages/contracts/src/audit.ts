import Type, { type Static } from 'typebox';
import { Bytes, Closed, defineAction } from './action.ts';
import { ExchangeId, MemberId } from './identifiers.ts';

/** Most leaves, and most bytes of leaves, in one call. */
export const APPEND_MAX_LEAVES = 256;
export const APPEND_MAX_BYTES = 1_048_576;

/** What became of a leaf. `superseded`: another leaf with this id was first, and stays. */
export const AppendOutcome = Type.Enum(['stored', 'superseded']);
export type AppendOutcome = Static<typeof AppendOutcome>;

/**
 * Appends leaves in order; answered only when all are durable. Idempotent by leaf id: the same leaf again is `stored`.
 * Leaves are canonical JSON without `at`; the side-car is JSON, empty where there is none.
 */
export const auditAppend = defineAction({
  name: 'audit.append',
  params: Closed({
    leaves: Type.Array(Closed({ id: Type.String(), leaf: Bytes, sideCar: Bytes }), {
      minItems: 1,
      maxItems: APPEND_MAX_LEAVES,
    }),
  }),
  result: Closed({ outcomes: Type.Array(AppendOutcome) }),
  callers: ['exchange', 'registry', 'identity'],
  deadlineMs: 10_000,
  idempotent: true,
});

/**
 * Who asks, as the gateway verified it: audit is a sink that calls nobody (design 02). An auditor sees all exchanges, a
 * subsystem those that it took part in, and those that were done on behalf of its member.
 */
const Asker = Closed({
  id: Type.String({ minLength: 1 }),
  auditor: Type.Boolean(),
  /** The id is a person's: a leaf holds a commitment to it. */
  person: Type.Optional(Type.Literal(true)),
  /** Members whose delegated exchanges it may see: of a person those that its role is for. */
  members: Type.Optional(Type.Array(MemberId, { maxItems: 64 })),
});
export type Asker = Static<typeof Asker>;

/**
 * A file of the log as C2SP tlog-tiles names it: `checkpoint`, `tile/0/000`, `tile/entries/x001/002.p/3`; beside them
 * `checkpoint.unwitnessed`, the newest that was signed. In production entries are for auditors, and a look at them leaves a
 * leaf before its answer leaves.
 */
export const auditFile = defineAction({
  name: 'audit.file',
  params: Closed({
    log: Type.String(),
    path: Type.String(),
    /** Needed for entries in production. */
    asker: Type.Optional(Asker),
  }),
  /** Without a body: there is no such file. */
  result: Closed({ body: Type.Optional(Bytes), contentType: Type.String(), immutable: Type.Boolean() }),
  callers: ['gateway'],
  deadlineMs: 5000,
  idempotent: true,
});

/** Which logs there are and which keys verify them (design 05). */
export const auditVerification = defineAction({
  name: 'audit.verification',
  params: Closed({}),
  result: Closed({
    logs: Type.Array(
      Closed({
        name: Type.String(),
        origin: Type.String(),
        verifierKeys: Type.Array(Type.String()),
        policy: Type.String(),
        state: Type.Enum(['open', 'closed']),
      }),
    ),
    leafSchema: Type.Unknown(),
  }),
  callers: ['gateway'],
  deadlineMs: 5000,
  idempotent: true,
});

/** The receipt of an exchange, a C2SP tlog-proof; `pending` until a checkpoint covers the leaf. */
export const auditReceipt = defineAction({
  name: 'audit.receipt',
  params: Closed({ exchangeId: ExchangeId, asker: Asker }),
  result: Closed({ state: Type.Enum(['ready', 'pending', 'unknown']), receipt: Type.Optional(Type.String()) }),
  callers: ['gateway'],
  deadlineMs: 5000,
  idempotent: true,
});

export const RecordFilter = Closed({
  exchangeId: Type.Optional(Type.String()),
  xRoadId: Type.Optional(Type.String()),
  /** Milliseconds, inclusive, of `at`. */
  from: Type.Optional(Type.Integer()),
  to: Type.Optional(Type.Integer()),
  consumer: Type.Optional(Type.String()),
  provider: Type.Optional(Type.String()),
  service: Type.Optional(Type.String()),
  outcome: Type.Optional(Type.String()),
  /** Type of the leaf. */
  type: Type.Optional(Type.String()),
  /** Id of the agreement that it stood on, or that it is about. */
  agreement: Type.Optional(Type.String()),
  /** Members on whose behalf it was asked, or provided. */
  onBehalfOf: Type.Optional(Type.String()),
  providedFor: Type.Optional(Type.String()),
});
export type RecordFilter = Static<typeof RecordFilter>;

/** Records, newest first. A look leaves a leaf before its answer leaves. */
export const auditRecords = defineAction({
  name: 'audit.records',
  params: Closed({
    filter: RecordFilter,
    limit: Type.Integer({ minimum: 1, maximum: 1000 }),
    cursor: Type.Optional(Type.String()),
    asker: Asker,
  }),
  result: Closed({
    records: Type.Array(
      Closed({ log: Type.String(), index: Type.Integer(), leaf: Type.Unknown(), receipt: Type.String() }),
    ),
    next: Type.Optional(Type.String()),
    /** The tree that all pages of a listing are of. Its first leaf binds the logs before it. */
    asOf: Closed({ log: Type.String(), size: Type.Integer(), root: Type.String() }),
    indexedTo: Type.Integer(),
  }),
  callers: ['gateway'],
  deadlineMs: 15_000,
  idempotent: true,
});

/** What a finding is about (design 05, completeness and scrub). */
export const FINDING_KINDS = [
  'source-gap',
  'source-fork',
  'source-silent',
  'clock-skew',
  'intent-open',
  'integrity',
  'witness-quorum',
  'superseded',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** What the log found amiss: where and when. */
export const Finding = Closed({
  /** The same finding raised again has the same id, and is one. */
  id: Type.String(),
  kind: Type.Enum([...FINDING_KINDS]),
  /** When it was raised, milliseconds since the Unix epoch. */
  at: Type.Integer({ minimum: 0 }),
  /** Name of the log that it is about. */
  log: Type.String(),
  index: Type.Optional(Type.Integer({ minimum: 0 })),
  /** `src.node` and `src.boot` of the leaves that it is about. */
  source: Type.Optional(Type.String()),
  detail: Type.String(),
});
export type Finding = Static<typeof Finding>;

export const FindingFilter = Closed({
  kind: Type.Optional(Type.Enum([...FINDING_KINDS])),
  /** Milliseconds, inclusive, of `at`. */
  from: Type.Optional(Type.Integer()),
  to: Type.Optional(Type.Integer()),
});
export type FindingFilter = Static<typeof FindingFilter>;

/** Findings, those raised last first; for auditors only. */
export const auditFindings = defineAction({
  name: 'audit.findings',
  params: Closed({
    filter: FindingFilter,
    limit: Type.Integer({ minimum: 1, maximum: 1000 }),
    cursor: Type.Optional(Type.String()),
    asker: Asker,
  }),
  result: Closed({ findings: Type.Array(Finding), next: Type.Optional(Type.String()) }),
  callers: ['gateway'],
  deadlineMs: 15_000,
  idempotent: true,
});

/** Which of these leaves the log holds: what a source asks that finds exchanges of its own without a leaf. */
export const auditKnown = defineAction({
  name: 'audit.known',
  params: Closed({ ids: Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: APPEND_MAX_LEAVES }) }),
  result: Closed({ known: Type.Array(Type.String()) }),
  callers: ['exchange'],
  deadlineMs: 10_000,
  idempotent: true,
});
