import type { AgreementAct, Resource } from '@simpul/contracts';
import type { NeededScope } from '../../auth/scopes.ts';

/** What only operators change. */
const WRITE = { anyOf: ['registry:write'] } as const satisfies NeededScope;
/** What integrators change of their agencies, and operators. */
const REGISTER = { anyOf: ['registry:write', 'registry:request'] } as const satisfies NeededScope;
/** What the side that provides decides. */
const APPROVE = { anyOf: ['registry:approve'] } as const satisfies NeededScope;
/** What the side that consumes asks for. */
const REQUEST = { anyOf: ['registry:request', 'registry:write'], orSubsystem: true } as const satisfies NeededScope;
/** What both sides do. */
const EITHER = { anyOf: ['registry:approve', 'registry:request'], orSubsystem: true } as const satisfies NeededScope;

/** Scope of the token for changing an object. */
export const OF_RESOURCE: Readonly<Record<Resource, NeededScope>> = {
  member: WRITE,
  subsystem: REGISTER,
  service: REGISTER,
  version: REGISTER,
  group: WRITE,
};
export const OF_CONTRACT: NeededScope = REGISTER;

/** Scope of the token for asking for an agreement, or for another text. */
export const OF_AGREEMENT: NeededScope = REQUEST;
/** Scope of the token for an act on an agreement. */
export const OF_ACT: Readonly<Record<AgreementAct, NeededScope>> = {
  approve: APPROVE,
  refuse: EITHER,
  suspend: APPROVE,
  resume: APPROVE,
  revoke: APPROVE,
  renew: EITHER,
};

export const OF_TEMPLATE: NeededScope = APPROVE;
export const OF_DELEGATION: NeededScope = APPROVE;
/** A subsystem may end a link of its own, which an operator allowed. */
export const OF_LINK = { allow: WRITE, remove: { ...WRITE, orSubsystem: true } } as const satisfies Readonly<
  Record<string, NeededScope>
>;
