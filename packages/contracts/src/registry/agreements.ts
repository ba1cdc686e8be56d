import Type, { type Static } from 'typebox';
import { Closed, defineAction } from '../action.ts';
import { Agreement, AGREEMENT_STATES, AGREEMENT_TEXT, AgreementId, Eligibility } from '../agreement-objects.ts';
import { Digest, Instant } from '../identifiers.ts';
import { Actor } from '../identity.ts';
import { Day, Endpoint, PERSONAL_CLASSES, Text } from '../registry-scalars.ts';
import { Remark } from '../remark.ts';

const Ref = Type.String({ minLength: 1, maxLength: 600 });

/**
 * What somebody asks for; ids may leave the instance out. Without a template `service`, `purpose` and `legalBasis` are
 * needed. What is absent is the template's, else: all of the service's elements and its class of personal data, from today,
 * for a year.
 */
export const AgreementWish = Closed({
  /** Absent: the registry makes one. */
  id: Type.Optional(AgreementId),
  template: Type.Optional(AgreementId),
  /** A subsystem, `group:CODE`, or `*` with `eligibility`. */
  consumer: Ref,
  eligibility: Type.Optional(Eligibility),
  service: Type.Optional(Ref),
  major: AGREEMENT_TEXT.major,
  endpoints: Type.Optional(Type.Array(Endpoint, { minItems: 1, maxItems: 1000 })),
  purpose: Type.Optional(Closed({ code: AGREEMENT_TEXT.purpose.properties.code, text: Type.Optional(Text) })),
  legalBasis: Type.Optional(AGREEMENT_TEXT.legalBasis),
  dataElements: Type.Optional(AGREEMENT_TEXT.dataElements),
  personal: Type.Optional(Type.Enum([...PERSONAL_CLASSES])),
  validFrom: Type.Optional(Day),
  validUntil: Type.Optional(Day),
  quota: AGREEMENT_TEXT.quota,
  expectedPerDay: AGREEMENT_TEXT.expectedPerDay,
  pks: AGREEMENT_TEXT.pks,
  signatures: Type.Optional(AGREEMENT_TEXT.signatures),
  onBehalfOf: Type.Optional(Ref),
  providedFor: Type.Optional(Ref),
  /** Why, for those who decide; it is no part of the text. */
  reason: Type.Optional(Remark),
});
export type AgreementWish = Static<typeof AgreementWish>;

/** Who must agree, in this order: the data steward of the provider's agency, then whoever answers for its systems. */
export const AGREEMENT_STEPS = ['steward', 'provider'] as const;
export type AgreementStep = (typeof AGREEMENT_STEPS)[number];

/** What people do to an agreement. */
export const AGREEMENT_ACTS = ['approve', 'refuse', 'suspend', 'resume', 'revoke', 'renew'] as const;
export type AgreementAct = (typeof AGREEMENT_ACTS)[number];

/** One entry of an agreement's history. */
export const AgreementEvent = Closed({
  /** `replace`: a text that nobody had decided on gave way to another. `expire`: its last day is over. */
  act: Type.Enum(['request', 'replace', ...AGREEMENT_ACTS, 'expire']),
  step: Type.Optional(Type.Enum([...AGREEMENT_STEPS])),
  /** Which text. */
  version: AGREEMENT_TEXT.version,
  digest: Digest,
  /** Absent: the bus itself. */
  by: Type.Optional(Closed({ kind: Actor.properties.kind, id: Actor.properties.id })),
  at: Instant,
  reason: Type.Optional(Remark),
  /** Id of the leaf that says so: `simpul audit show` finds it. */
  record: Type.String(),
});
export type AgreementEvent = Static<typeof AgreementEvent>;

/** A text that waits for decisions. */
export const PendingText = Closed({
  text: Closed(AGREEMENT_TEXT),
  digest: Digest,
  requestedBy: Closed({ kind: Actor.properties.kind, id: Actor.properties.id }),
  requestedAt: Instant,
  reason: Type.Optional(Remark),
  awaits: Type.Enum([...AGREEMENT_STEPS]),
});
export type PendingText = Static<typeof PendingText>;

/** An agreement as `/registry/v1` shows it: the text in force, or the one asked for where none has been. */
export const AgreementView = Closed({
  ...Agreement.properties,
  /** Its ETag is `"{revision}"`. */
  revision: Type.Integer({ minimum: 1 }),
  managedBy: Type.Enum(['file', 'api']),
  updatedAt: Instant,
  template: Type.Optional(AgreementId),
  pending: Type.Optional(PendingText),
  /** Oldest first; not in lists. */
  history: Type.Optional(Type.Array(AgreementEvent)),
});
export type AgreementView = Static<typeof AgreementView>;

export const AgreementFilter = Closed({
  /** A subsystem, `group:CODE` or `*`; its instance may be left out, as that of the ids below. */
  consumer: Type.Optional(Ref),
  service: Type.Optional(Ref),
  /** `CLASS/CODE` of the agency that provides. */
  provider: Type.Optional(Ref),
  status: Type.Optional(Type.Enum([...AGREEMENT_STATES])),
  /** Code of a purpose. */
  purpose: Type.Optional(Type.String({ maxLength: 100 })),
  template: Type.Optional(AgreementId),
  /** Those of which a text waits for this step. */
  awaits: Type.Optional(Type.Enum([...AGREEMENT_STEPS])),
});
export type AgreementFilter = Static<typeof AgreementFilter>;

/** Agreements in the order of their ids. */
export const registryAgreements = defineAction({
  name: 'registry.agreements',
  params: Closed({
    filter: AgreementFilter,
    limit: Type.Integer({ minimum: 1, maximum: 1000 }),
    cursor: Type.Optional(Type.String({ maxLength: 1000 })),
  }),
  result: Closed({ items: Type.Array(AgreementView), next: Type.Optional(Type.String()) }),
  callers: ['gateway'],
  deadlineMs: 5000,
  idempotent: true,
});

/** One agreement with its history. */
export const registryAgreement = defineAction({
  name: 'registry.agreement',
  params: Closed({ id: AgreementId }),
  result: AgreementView,
  callers: ['gateway'],
  deadlineMs: 5000,
  idempotent: true,
});

/** Asks for an agreement (`agreement:request` of the consumer's agency, or the consumer itself). */
export const registryRequestAgreement = defineAction({
  name: 'registry.requestAgreement',
  params: Closed({ wish: AgreementWish, actor: Actor }),
  result: AgreementView,
  callers: ['gateway'],
  deadlineMs: 20_000,
  idempotent: false,
});

/**
 * Asks for another text: in place of one that waits, by whoever asked for that; or as the next version of one in force.
 * `patch`: `body` is a merge patch (RFC 7396) of the text, else a whole wish.
 */
export const registryRewriteAgreement = defineAction({
  name: 'registry.rewriteAgreement',
  params: Closed({
    id: AgreementId,
    patch: Type.Boolean(),
    body: Type.Unknown(),
    /** Revision that the caller saw. */
    expected: Type.Integer({ minimum: 1 }),
    actor: Actor,
  }),
  result: AgreementView,
  callers: ['gateway'],
  deadlineMs: 20_000,
  idempotent: false,
});

/** Approves, refuses, suspends, resumes, revokes or renews. `refuse`, `suspend` and `revoke` need a reason. */
export const registryDecideAgreement = defineAction({
  name: 'registry.decideAgreement',
  params: Closed({
    id: AgreementId,
    act: Type.Enum([...AGREEMENT_ACTS]),
    reason: Type.Optional(Remark),
    /** Last day, for `renew`. */
    validUntil: Type.Optional(Day),
    /** Digest of the text that is decided on; where another waits by now, nothing is decided. */
    digest: Type.Optional(Digest),
    actor: Actor,
  }),
  result: AgreementView,
  callers: ['gateway'],
  deadlineMs: 20_000,
  idempotent: false,
});
