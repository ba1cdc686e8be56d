import { HTTP, SimpulError } from '@simpul/errors';
import type { ApiCaller } from './api-caller.ts';

/** What the token of a client may be for at the bus's own APIs (design 04). A person's roles decide in its place. */
export type Scope =
  | 'audit:read'
  | 'people:read'
  | 'people:write'
  | 'people:first'
  | 'region:apply'
  | 'registry:write'
  | 'registry:request'
  | 'registry:approve';

/** What an operation asks of a client's token. */
export interface NeededScope {
  /** One of them is enough; the first is the one that a refusal names. */
  readonly anyOf: readonly [Scope, ...Scope[]];
  /** Whether a subsystem may act for itself: its tokens carry no scope, and on some links it has none. */
  readonly orSubsystem?: true;
}

/**
 * Refuses a client whose token is not for this. What it may do with it, and what a person may do, the service decides.
 * @throws SimpulError `SIMPUL_HTTP_FORBIDDEN`
 */
export function requireScope({ actor, scopes }: ApiCaller, { anyOf, orSubsystem }: NeededScope): void {
  if (actor.kind === 'person' || (orSubsystem === true && isSubsystem(actor.id))) return;
  if (anyOf.some((scope) => scopes.includes(scope))) return;
  throw new SimpulError(HTTP.FORBIDDEN, { params: { scope: anyOf[0] } });
}

/** Ids of subsystems hold slashes, those of other clients none. */
function isSubsystem(id: string): boolean {
  return id.includes('/');
}
