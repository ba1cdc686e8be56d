import Type, { type Static } from 'typebox';
import { Bytes, Closed, defineAction } from './action.ts';
import { ExchangeId } from './identifiers.ts';

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

/** A file of the log as C2SP tlog-tiles names it: `checkpoint`, `tile/0/000`, `tile/entries/x001/002.p/3`. */
export const auditFile = defineAction({
  name: 'audit.file',
  params: Closed({ log: Type.String(), path: Type.String() }),
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

/**
 * Who asks, as the gateway verified it: audit is a sink that calls nobody (design 02). An auditor sees all exchanges, a
 * subsystem those that it took part in.
 */
const Asker = Closed({ id: Type.String({ minLength: 1 }), auditor: Type.Boolean() });
export type Asker = Static<typeof Asker>;

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
    asOf: Closed({ size: Type.Integer(), root: Type.String() }),
    indexedTo: Type.Integer(),
  }),
  callers: ['gateway'],
  deadlineMs: 15_000,
  idempotent: true,
});
