import { type Agreement, isInForce, majorOf, type Version } from '@simpul/contracts';
import { SERVICE, SimpulError } from '@simpul/errors';
import type { VersionSet } from './version-set.ts';

/** What decides which version of a service answers. */
export interface VersionQuestion {
  readonly versions: VersionSet;
  readonly serviceId: string;
  /** From `X-Simpul-Version`. */
  readonly asked: string | undefined;
  /** Today in the region. */
  readonly day: string;
  /** Whether the region is a sandbox, where a version in state `sandbox` answers who names it. */
  readonly sandbox: boolean;
}

/**
 * The version that answers, and the agreement under which it does. An agreement is for one major version, or for that of
 * the default version; a consumer that has agreements for several gets the lowest that still answers, unless it names one:
 * nobody is moved to what it has not asked for.
 * @param agreements - those that give the right, at least one
 * @throws SimpulError `SIMPUL_SERVICE_VERSION_*`
 */
export function chooseVersion<A extends { readonly agreement: Agreement }>(
  grants: readonly A[],
  question: VersionQuestion,
): { readonly grant: A; readonly version: Version } {
  return question.asked === undefined ? lowest(grants, question) : named(grants, question, question.asked);
}

function lowest<A extends { readonly agreement: Agreement }>(grants: readonly A[], question: VersionQuestion) {
  const { versions, day } = question;
  let chosen: { readonly grant: A; readonly version: Version } | undefined;
  for (const grant of grants) {
    const version = versions.pick(majorFor(grant.agreement, question), day);
    if (version === undefined) continue;
    if (chosen !== undefined && majorOf(chosen.version.version) <= majorOf(version.version)) continue;
    chosen = { grant, version };
    if (grants.length === 1) return chosen;
  }
  if (chosen !== undefined) return chosen;
  throw new SimpulError(SERVICE.VERSION_NONE, {
    params: { agreement: grants[0]?.agreement.id ?? '', service: question.serviceId, versions: answering(question) },
  });
}

function named<A extends { readonly agreement: Agreement }>(
  grants: readonly A[],
  question: VersionQuestion,
  asked: string,
) {
  const { versions, serviceId: service, day, sandbox } = question;
  const version = versions.find(asked);
  const inForce = answering(question);
  if (version === undefined) {
    throw new SimpulError(SERVICE.VERSION_UNKNOWN, { params: { version: asked, service, versions: inForce } });
  }
  const [first] = grants;
  if (sandbox && version.state === 'sandbox' && first !== undefined) return { grant: first, version };
  if (!isInForce(version, day)) {
    const params = { version: asked, service, state: stateOf(version, day), versions: inForce };
    throw new SimpulError(SERVICE.VERSION_CLOSED, { params });
  }
  const major = majorOf(asked);
  const grant = grants.find(({ agreement }) => majorFor(agreement, question) === major);
  if (grant !== undefined) return { grant, version };
  const params = { version: asked, service, agreement: first?.agreement.id ?? '', major };
  throw new SimpulError(SERVICE.VERSION_NOT_AGREED, { params });
}

/** The major version that an agreement is for. */
function majorFor({ major }: Agreement, { versions, day }: VersionQuestion): number | undefined {
  if (major !== undefined) return major;
  const version = versions.pick(undefined, day);
  return version === undefined ? undefined : majorOf(version.version);
}

/** A version's state on a day, as an answer names it. */
function stateOf({ state, from, sunset }: Version, day: string): string {
  if (state === 'active') return `active from ${from ?? day}`;
  return state === 'deprecated' ? `retired since ${sunset ?? day}` : state;
}

function answering({ versions, day }: VersionQuestion): string {
  const names = versions.inForce(day).map(({ version }) => version);
  return names.length === 0 ? '-' : names.join(', ');
}
