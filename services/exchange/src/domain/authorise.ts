import { type Agreement, isEligible, type Version } from '@simpul/contracts';
import { ACCESS, SimpulError } from '@simpul/errors';
import { noAgreement, notInForce } from './access-refusal.ts';
import { chooseVersion } from './choose-version.ts';
import type { Directory } from './directory.ts';
import { compilePathGlob, type PathMatcher } from './path-glob.ts';
import type { VersionSet } from './version-set.ts';

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
  /** From `X-Simpul-Version`. */
  readonly version: string | undefined;
  readonly versions: VersionSet;
  /** Whether the region is a sandbox. */
  readonly sandbox: boolean;
  /** Today in the region, `YYYY-MM-DD`. */
  readonly day: string;
}

/** A right that covers what is asked. */
interface Covering {
  readonly agreement: Agreement;
  /** Path pattern of the agreement that matched; `/**` for a whole service. */
  readonly pattern: string;
}

/** The right that an exchange is based on. */
export interface Grant extends Covering {
  /** The version of the service that answers. */
  readonly version: Version;
}

/** What of the registry decides besides the agreements. */
type Facts = Pick<Directory, 'members' | 'delegations'>;

interface CompiledEndpoint {
  readonly method: string;
  readonly matches: PathMatcher;
  readonly pattern: string;
}
const compiledEndpoints = new WeakMap<Agreement, readonly CompiledEndpoint[]>();

/**
 * Step 4: the one agreement in force that covers consumer, service, method, path, purpose and represented party, and the
 * version of the service that answers under it. Deny by default; where nothing fits, the error names the first condition
 * that no agreement met.
 * @param agreements - all of this consumer for this service
 * @throws SimpulError `SIMPUL_ACCESS_*`, `SIMPUL_SERVICE_VERSION_*`.
 */
export function authorise(agreements: readonly Agreement[], request: AccessRequest, facts: Facts): Grant {
  if (agreements.length === 0) throw noAgreement(request);
  const dated = agreements.filter((agreement) => isInForce(agreement, request.day));
  const [first] = dated;
  if (first === undefined) throw notInForce(agreements, request.day, request);
  const inForce = dated.filter((agreement) => stillFits(agreement, request, facts));
  if (inForce.length === 0) {
    const params = { agreement: first.id, consumer: request.consumer };
    throw new SimpulError(ACCESS.ELIGIBILITY_LOST, { params });
  }
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
  const ofOnePurpose = refuseSeveralPurposes(delegated(forParty, request, facts));
  const { serviceId, version: asked, versions, sandbox, day } = request;
  const { grant, version } = chooseVersion(ofOnePurpose, { serviceId, asked, versions, sandbox, day });
  return { ...grant, version };
}

function isInForce(agreement: Agreement, day: string): boolean {
  return agreement.status === 'active' && agreement.validFrom <= day && day <= agreement.validUntil;
}

/** Whether the consumer's agency is still what the agreement asks for. */
function stillFits({ eligibility }: Agreement, { consumer }: AccessRequest, { members }: Facts): boolean {
  return eligibility === undefined || isEligible(eligibility, members.get(ownerOf(consumer)));
}

/** Those that need no delegation, or have it. @throws SimpulError where none is left */
function delegated(grants: readonly Covering[], request: AccessRequest, { delegations }: Facts): readonly Covering[] {
  const { consumer, serviceId, day } = request;
  const provider = ownerOf(serviceId);
  const missing = ({ agreement: { onBehalfOf, providedFor } }: Covering): 'consumer' | 'provider' | undefined => {
    if (onBehalfOf !== undefined) {
      const asked = { side: 'consumer', from: onBehalfOf, to: consumer, serviceId, day } as const;
      if (!delegations.covers(asked)) return 'consumer';
    }
    if (providedFor === undefined) return undefined;
    const provided = { side: 'provider', from: providedFor, to: provider, serviceId, day } as const;
    return delegations.covers(provided) ? undefined : 'provider';
  };
  const covered = grants.filter((grant) => missing(grant) === undefined);
  const [first] = grants;
  if (covered.length > 0 || first === undefined) return covered;
  const { id, onBehalfOf = '', providedFor = '' } = first.agreement;
  if (missing(first) === 'consumer') {
    const params = { agreement: id, party: onBehalfOf, consumer };
    throw new SimpulError(ACCESS.DELEGATION_MISSING, { params });
  }
  throw new SimpulError(ACCESS.PROVISION_UNDELEGATED, { params: { agreement: id, party: providedFor, provider } });
}

/** What an id stands below: a subsystem's member, a service's subsystem. */
function ownerOf(id: string): string {
  return id.slice(0, id.lastIndexOf('/'));
}

function grantOf(agreement: Agreement, request: AccessRequest): Covering | undefined {
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

/** @throws SimpulError `SIMPUL_ACCESS_PURPOSE_AMBIGUOUS` */
function refuseSeveralPurposes(grants: readonly Covering[]): readonly Covering[] {
  const purposes = [...new Set(grants.map(({ agreement }) => agreement.purpose.code))];
  if (purposes.length === 1) return grants;
  throw new SimpulError(ACCESS.PURPOSE_AMBIGUOUS, { params: { purposes: purposes.join(', ') } });
}
