import Type, { type Static } from 'typebox';
import { Closed, defineAction } from '../action.ts';
import { AgreementId } from '../agreement-objects.ts';
import { Delegation } from '../delegation.ts';
import { Instant } from '../identifiers.ts';
import { Actor } from '../identity.ts';

const Id = Type.String({ minLength: 1, maxLength: 600 });
const { id: _id, status: _status, digest: _digest, ...TEXT } = Delegation.properties;

/** What is asked to be delegated; ids may leave the instance out. */
export const DelegationWish = Closed({
  ...TEXT,
  from: Id,
  to: Id,
  services: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 1000 })),
});
export type DelegationWish = Static<typeof DelegationWish>;

export const DelegationView = Closed({
  ...Delegation.properties,
  /** Its ETag is `"{revision}"`. */
  revision: Type.Integer({ minimum: 1 }),
  managedBy: Type.Enum(['file', 'api']),
  updatedAt: Instant,
});
export type DelegationView = Static<typeof DelegationView>;

/** Delegations in the order of their ids. */
export const registryDelegations = defineAction({
  name: 'registry.delegations',
  params: Closed({
    from: Type.Optional(Id),
    to: Type.Optional(Id),
    limit: Type.Integer({ minimum: 1, maximum: 1000 }),
    cursor: Type.Optional(Type.String({ maxLength: 1000 })),
  }),
  result: Closed({ items: Type.Array(DelegationView), next: Type.Optional(Type.String()) }),
  callers: ['gateway'],
  deadlineMs: 5000,
  idempotent: true,
});

export const registryDelegation = defineAction({
  name: 'registry.delegation',
  params: Closed({ id: AgreementId }),
  result: DelegationView,
  callers: ['gateway'],
  deadlineMs: 5000,
  idempotent: true,
});

/** Delegates (`delegation:decide` of the member on whose behalf something is to be done). The text is never changed. */
export const registryDelegate = defineAction({
  name: 'registry.delegate',
  params: Closed({ id: AgreementId, body: Type.Unknown(), actor: Actor }),
  result: DelegationView,
  callers: ['gateway'],
  deadlineMs: 20_000,
  idempotent: false,
});

/** Takes a delegation back, for good; the same right as for giving it. */
export const registryRevokeDelegation = defineAction({
  name: 'registry.revokeDelegation',
  params: Closed({ id: AgreementId, actor: Actor }),
  result: DelegationView,
  callers: ['gateway'],
  deadlineMs: 20_000,
  idempotent: false,
});
