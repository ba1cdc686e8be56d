import { AUTHORITY_MAX_AGE_MS } from '@simpul/bus';
import type { ServiceName } from '@simpul/contracts';
import { AUTHORITY, HTTP, SimpulError } from '@simpul/errors';

/** What is followed of a service that decides who is who. */
interface Followed {
  /** Milliseconds since it was last heard; Infinity before. */
  age(): number;
}

export interface AuthorityOptions {
  readonly registry: Followed;
  readonly identity: Followed;
  readonly authorityMaxAgeMs?: number | undefined;
}

/** Whether this gateway knows enough to tell who calls (design 02, rule 9). */
export interface Authority {
  /** Who the subsystems are. @throws SimpulError `SIMPUL_HTTP_SERVICE_AWAY` before it was known, `SIMPUL_AUTHORITY_STALE` */
  assertRegistry(): void;
  /** Which tokens are denied. @throws SimpulError as above */
  assertIdentity(): void;
}

export function createAuthority({
  registry,
  identity,
  authorityMaxAgeMs = AUTHORITY_MAX_AGE_MS,
}: AuthorityOptions): Authority {
  function assertHeard(service: ServiceName, followed: Followed): void {
    const age = followed.age();
    if (age <= authorityMaxAgeMs) return;
    if (age === Number.POSITIVE_INFINITY)
      throw new SimpulError(HTTP.SERVICE_AWAY, { params: { service }, retryAfter: 1 });
    throw new SimpulError(AUTHORITY.STALE, { retryAfter: 1 });
  }
  return {
    assertRegistry: () => assertHeard('registry', registry),
    assertIdentity: () => assertHeard('identity', identity),
  };
}
