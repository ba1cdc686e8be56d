import { type Agreement, type ExchangeAnswer, isInForce, majorOf, versionId } from '@simpul/contracts';
import { isSimpulError, SERVICE, SimpulError } from '@simpul/errors';
import { authorise } from '../domain/authorise.ts';
import type { ContractCache } from '../domain/contract-cache.ts';
import type { Directory, ServiceEntry } from '../domain/directory.ts';
import { requestHash } from '../domain/request-hash.ts';
import type { RoadTarget } from '../domain/road-target.ts';
import { identifyCaller, type PrepareDeps } from './prepare.ts';
import type { Progress } from './progress.ts';

/** Answers an X-Road metadata service: no right is needed beyond being a registered consumer. */
export async function answerMetadata(progress: Progress, deps: PrepareDeps): Promise<ExchangeAnswer> {
  const consumer = await identifyCaller(progress, deps);
  const { directory, contracts } = deps;
  const { target } = progress;
  if (target === undefined || !directory.subsystems.has(target.subsystemId)) {
    throw new SimpulError(SERVICE.MEMBER_UNKNOWN, { params: { id: target?.subsystemId ?? '' } });
  }
  const headers = answerHeaders(progress, consumer.id, target);
  const day = deps.regionDay(directory.settings?.timezone ?? 'UTC');
  const wish = { asked: parameterOf(target.query, 'version'), day };
  if (target.serviceCode === 'getOpenAPI') return getOpenApi(target, wish, headers, deps);
  const service: ReturnType<typeof describe>[] = [];
  if (target.serviceCode === 'listMethods') {
    for (const entry of entriesOf(target.subsystemId, directory, wish)) {
      service.push(describe(entry, await endpointsOf(entry, contracts)));
    }
  } else {
    for (const id of idsOf(target.subsystemId, directory)) {
      const allowed = await allowedOf(id, { consumer: consumer.id, ...wish }, deps);
      if (allowed !== undefined) service.push(describe(allowed.entry, allowed.endpoints));
    }
  }
  return answer('application/json', JSON.stringify({ service }), headers);
}

interface Endpoint {
  readonly method: string;
  readonly path: string;
}

/** Any method and path: what is known of a service without a contract. */
const WHOLE: Endpoint = { method: '*', path: '**' };

/** What decides which version of a service is told of. */
interface VersionWish {
  /** From the query's `version`. */
  readonly asked: string | undefined;
  /** Today in the region. */
  readonly day: string;
}

/** Services of a subsystem in the version that is asked for, or that answers who asks for none; without those that have none. */
function entriesOf(subsystemId: string, directory: Directory, wish: VersionWish): ServiceEntry[] {
  return idsOf(subsystemId, directory).flatMap((id) => entryFor(id, directory, wish) ?? []);
}

function idsOf(subsystemId: string, directory: Directory): string[] {
  return [...directory.services.keys()].filter((id) => id.startsWith(`${subsystemId}/`));
}

function entryFor(id: string, directory: Directory, { asked, day }: VersionWish): ServiceEntry | undefined {
  const registered = directory.entry(id);
  if (registered === undefined) return undefined;
  const { versions } = registered;
  const version = asked === undefined ? versions.pick(undefined, day) : versions.find(asked);
  if (version === undefined) return undefined;
  const shown = isInForce(version, day) || (version.state === 'sandbox' && directory.settings?.mode === 'sandbox');
  return shown ? directory.entry(id, version) : undefined;
}

/** Endpoints of a service that a consumer may call, each once: of each agreement those of the version that it is for. */
async function allowedOf(
  id: string,
  { consumer, ...wish }: VersionWish & { readonly consumer: string },
  { directory, contracts }: PrepareDeps,
): Promise<{ readonly entry: ServiceEntry; readonly endpoints: readonly Endpoint[] } | undefined> {
  const registered = directory.entry(id);
  if (registered === undefined) return undefined;
  const { versions } = registered;
  const { asked, day } = wish;
  const found: { readonly entry: ServiceEntry; readonly endpoints: readonly Endpoint[] }[] = [];
  for (const agreement of directory.agreements(consumer, id)) {
    const major = agreement.major ?? majorOf(versions.pick(undefined, day)?.version ?? '');
    const version = asked === undefined ? versions.pick(major, day) : versions.find(asked);
    const entry = version === undefined ? undefined : directory.entry(id, version);
    if (entry === undefined) continue;
    const endpoints = entry.contract === undefined ? agreedEndpoints(agreement) : await endpointsOf(entry, contracts);
    const allowed = endpoints.filter((endpoint) =>
      isAllowed(agreement, endpoint, { consumer, entry, wish, directory }),
    );
    if (allowed.length > 0) found.push({ entry, endpoints: allowed });
  }
  const [first] = found;
  if (first === undefined) return undefined;
  return { entry: first.entry, endpoints: distinct(found.flatMap(({ endpoints }) => endpoints)) };
}

async function endpointsOf({ contract }: ServiceEntry, contracts: ContractCache): Promise<readonly Endpoint[]> {
  return contract === undefined ? [WHOLE] : (await contracts.get(contract)).endpoints;
}

/** Endpoints that an agreement names. */
function agreedEndpoints({ endpoints }: Agreement): readonly Endpoint[] {
  return endpoints ?? [WHOLE];
}

function distinct(endpoints: readonly Endpoint[]): Endpoint[] {
  return [...new Map(endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint])).values()];
}

/** An endpoint is allowed if its template, taken as a path, is: `{id}` fills the place of one segment. */
function isAllowed(
  agreement: Agreement,
  { method, path }: Endpoint,
  { consumer, entry, wish, directory }: Asking,
): boolean {
  const { onBehalfOf: representedParty } = agreement;
  const { asked: version, day } = wish;
  const sandbox = directory.settings?.mode === 'sandbox';
  const { versions, service } = entry;
  const asked = { consumer, serviceId: service.id, method, path, purpose: undefined, representedParty };
  try {
    authorise([agreement], { ...asked, version, versions, sandbox, day }, directory);
    return true;
  } catch (error) {
    if (isSimpulError(error)) return false;
    throw error;
  }
}

/** Who asks for what, of whom. */
interface Asking {
  readonly consumer: string;
  readonly entry: ServiceEntry;
  readonly wish: VersionWish;
  readonly directory: Directory;
}

/** X-Road's shape of a service (RestServiceDetailsListType). */
function describe({ service }: ServiceEntry, endpoints: readonly Endpoint[]) {
  const [instance, memberClass, member, subsystem, code] = service.id.split('/');
  return {
    xroad_instance: instance,
    member_class: memberClass,
    member_code: member,
    subsystem_code: subsystem,
    service_code: code,
    object_type: 'SERVICE',
    service_type: service.type,
    endpoint_list: endpoints.map(({ method, path }) => ({ method, path })),
  };
}

/** `getOpenAPI?serviceCode=x`, and `version=y` where another one than that in force is wanted. */
async function getOpenApi(
  { subsystemId, query }: RoadTarget,
  wish: VersionWish,
  headers: string[],
  { directory, contracts }: PrepareDeps,
): Promise<ExchangeAnswer> {
  const code = parameterOf(query, 'serviceCode');
  if (code === undefined || code === '') throw new SimpulError(SERVICE.CODE_MISSING);
  const id = `${subsystemId}/${code}`;
  const entry = entryFor(id, directory, wish);
  if (entry === undefined) {
    const named = wish.asked === undefined ? id : versionId(id, wish.asked);
    throw new SimpulError(SERVICE.DESCRIPTION_UNKNOWN, { params: { id: named } });
  }
  if (entry.contract === undefined) throw new SimpulError(SERVICE.DESCRIPTION_NONE);
  return answer(entry.contract.mediaType, await contracts.consumersText(entry.contract), headers);
}

/** A parameter of the query: its name in any case, its last value counts (facts B.5). */
function parameterOf(query: string | undefined, wanted: string): string | undefined {
  let found: string | undefined;
  for (const [name, value] of new URLSearchParams(query ?? '')) {
    if (name.toLowerCase() === wanted.toLowerCase()) found = value;
  }
  return found;
}

/** X-Road's headers of an answer (PR-REST 4.4): a metadata service is a service of the subsystem that is asked. */
function answerHeaders({ request, xRoadId, madeId }: Progress, consumer: string, target: RoadTarget): string[] {
  const { method, headers, id: requestId } = request;
  const hashed = { method, target: request.target, headers, requestId, madeId: madeId ? xRoadId : undefined };
  return [
    ['x-road-id', xRoadId],
    ['x-road-client', consumer],
    ['x-road-service', target.serviceId],
    ['x-road-request-id', requestId],
    ['x-road-request-hash', requestHash({ ...hashed, bodyHash: undefined })],
  ].flat();
}

function answer(contentType: string, text: string, headers: readonly string[]): ExchangeAnswer {
  return { status: 200, headers: ['Content-Type', contentType, ...headers], body: Buffer.from(text) };
}
