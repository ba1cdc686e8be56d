import type { Agreement } from '@simpul/contracts';
import { ACCESS, SimpulError } from '@simpul/errors';
import { compilePathGlob, type PathMatcher } from './path-glob.ts';

export interface AccessRequest {
  readonly consumer: string;
  readonly serviceId: string;
  readonly method: string;
  /** Raw path below the service. */
  readonly path: string;
  /** From `X-Simpul-Purpose` or the token. */
  readonly purpose: string | undefined;
  /** From `X-Road-Represented-Party`. */
  readonly representedParty: string | undefined;
  /** Today in the region, `YYYY-MM-DD`. */
  readonly day: string;
}

/** The right that an exchange is based on. */
export interface Grant {
  readonly agreement: Agreement;
  /** Path pattern of the agreement that matched; `/**` for a whole service. */
  readonly pattern: string;
}

interface CompiledEndpoint {
  readonly method: string;
  readonly matches: PathMatcher;
  readonly pattern: string;
}
const compiledEndpoints = new WeakMap<Agreement, readonly CompiledEndpoint[]>();

/**
 * Step 4: the one agreement in force that covers consumer, service, method, path, purpose and represented party.
 * Deny by default; where nothing fits, the error names the first condition that no agreement met.
 * @param agreements - all of this consumer for this service
 * @throws SimpulError `SIMPUL_ACCESS_*`.
 */
export function authorise(agreements: readonly Agreement[], request: AccessRequest): Grant {
  if (agreements.length === 0) {
    throw new SimpulError(ACCESS.NO_AGREEMENT, { params: { consumer: request.consumer, service: request.serviceId } });
  }
  const inForce = agreements.filter((agreement) => isInForce(agreement, request.day));
  if (inForce.length === 0) throw notInForce(agreements, request.day);
  const grants = inForce.flatMap((agreement) => grantOf(agreement, request) ?? []);
  if (grants.length === 0) throw new SimpulError(ACCESS.ENDPOINT_DENIED);
  const { purpose, representedParty } = request;
  const forPurpose =
    purpose === undefined ? grants : grants.filter(({ agreement }) => agreement.purpose.code === purpose);
  if (forPurpose.length === 0) throw new SimpulError(ACCESS.PURPOSE_DENIED);
  const forParty = forPurpose.filter(({ agreement }) => sameParty(agreement.onBehalfOf, representedParty));
  // A bare code may mean members of several classes: then nobody is meant.
  const parties = new Set(forParty.map(({ agreement }) => agreement.onBehalfOf));
  if (parties.size !== 1) throw new SimpulError(ACCESS.REPRESENTATION_DENIED);
  return theOnlyPurpose(forParty);
}

function isInForce(agreement: Agreement, day: string): boolean {
  return agreement.status === 'active' && agreement.validFrom <= day && day <= agreement.validUntil;
}

/** Says why, of the agreement that was in force last or will be next. */
function notInForce(agreements: readonly Agreement[], day: string): SimpulError {
  const suspended = agreements.find(({ status, validFrom, validUntil }) => {
    return status === 'suspended' && validFrom <= day && day <= validUntil;
  });
  if (suspended !== undefined)
    return new SimpulError(ACCESS.AGREEMENT_SUSPENDED, { params: { agreement: suspended.id } });
  const [coming] = agreements.filter(({ validFrom }) => day < validFrom).toSorted(byStart);
  if (coming !== undefined) {
    return new SimpulError(ACCESS.AGREEMENT_NOT_YET, { params: { agreement: coming.id, day: coming.validFrom } });
  }
  const last = agreements.reduce((a, b) => (b.validUntil > a.validUntil ? b : a));
  return new SimpulError(ACCESS.AGREEMENT_EXPIRED, { params: { agreement: last.id, day: last.validUntil } });
}

function byStart(a: Agreement, b: Agreement): number {
  return a.validFrom.localeCompare(b.validFrom);
}

function grantOf(agreement: Agreement, request: AccessRequest): Grant | undefined {
  if (agreement.endpoints === undefined) return { agreement, pattern: '/**' };
  let endpoints = compiledEndpoints.get(agreement);
  if (endpoints === undefined) {
    endpoints = agreement.endpoints.map(({ method, path }) => ({
      method,
      matches: compilePathGlob(path),
      pattern: path,
    }));
    compiledEndpoints.set(agreement, endpoints);
  }
  const hit = endpoints.find(
    ({ method, matches }) => (method === '*' || method === request.method) && matches(request.path),
  );
  return hit === undefined ? undefined : { agreement, pattern: hit.pattern };
}

/** `X-Road-Represented-Party` may leave the class out, and never names the instance. */
function sameParty(registered: string | undefined, asked: string | undefined): boolean {
  if (registered === undefined || asked === undefined) return registered === asked;
  return registered === asked || registered.endsWith(`/${asked}`);
}

function theOnlyPurpose(grants: readonly Grant[]): Grant {
  const purposes = [...new Set(grants.map(({ agreement }) => agreement.purpose.code))];
  const [grant] = grants;
  if (purposes.length > 1 || grant === undefined) {
    throw new SimpulError(ACCESS.PURPOSE_AMBIGUOUS, { params: { purposes: purposes.join(', ') } });
  }
  return grant;
}
