import type { Agreement, ExchangeAnswer } from '@simpul/contracts';
import { isSimpulError, SERVICE, SimpulError } from '@simpul/errors';
import { authorise } from '../domain/authorise.ts';
import type { ContractCache } from '../domain/contract/index.ts';
import type { Directory, ServiceEntry } from '../domain/directory.ts';
import { requestHash } from '../domain/request-hash.ts';
import type { RoadTarget } from '../domain/road-target.ts';
import { openApiForConsumers } from '../domain/open-api-text.ts';
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
  if (target.serviceCode === 'getOpenAPI') return getOpenApi(target, directory, headers);
  const day = deps.regionDay(directory.settings?.timezone ?? 'UTC');
  const entries = entriesOf(target.subsystemId, directory);
  const service = entries.flatMap((entry) => {
    if (target.serviceCode === 'listMethods') return [describe(entry, endpointsOf(entry, contracts))];
    const agreements = directory.agreements(consumer.id, entry.service.id);
    const endpoints = entry.contract === undefined ? agreedEndpoints(agreements) : endpointsOf(entry, contracts);
    const allowed = endpoints.filter((endpoint) => isAllowed(agreements, consumer.id, entry, endpoint, day));
    return allowed.length > 0 ? [describe(entry, allowed)] : [];
  });
  return answer('application/json', JSON.stringify({ service }), headers);
}

interface Endpoint {
  readonly method: string;
  readonly path: string;
}

/** Any method and path: what is known of a service without a contract. */
const WHOLE: Endpoint = { method: '*', path: '**' };

function entriesOf(subsystemId: string, directory: Directory): ServiceEntry[] {
  const prefix = `${subsystemId}/`;
  return [...directory.services.keys()]
    .filter((id) => id.startsWith(prefix))
    .flatMap((id) => directory.entry(id) ?? []);
}

function endpointsOf({ contract }: ServiceEntry, contracts: ContractCache): readonly Endpoint[] {
  return contract === undefined ? [WHOLE] : contracts.get(contract).endpoints;
}

/** Endpoints that agreements name, each once. */
function agreedEndpoints(agreements: readonly Agreement[]): Endpoint[] {
  const named = agreements.flatMap(({ endpoints }): readonly Endpoint[] => endpoints ?? [WHOLE]);
  return [...new Map(named.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint])).values()];
}

/** An endpoint is allowed if its template, taken as a path, is: `{id}` fills the place of one segment. */
function isAllowed(
  agreements: readonly Agreement[],
  consumer: string,
  { service }: ServiceEntry,
  { method, path }: Endpoint,
  day: string,
): boolean {
  return agreements.some((agreement) => {
    try {
      authorise([agreement], {
        consumer,
        serviceId: service.id,
        method,
        path,
        purpose: undefined,
        representedParty: agreement.onBehalfOf,
        day,
      });
      return true;
    } catch (error) {
      if (isSimpulError(error)) return false;
      throw error;
    }
  });
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

/** `getOpenAPI?serviceCode=x`: the parameter's name in any case, its last value counts. */
function getOpenApi({ subsystemId, query }: RoadTarget, directory: Directory, headers: string[]): ExchangeAnswer {
  let code: string | undefined;
  for (const [name, value] of new URLSearchParams(query ?? '')) if (name.toLowerCase() === 'servicecode') code = value;
  if (code === undefined || code === '') throw new SimpulError(SERVICE.CODE_MISSING);
  const entry = directory.entry(`${subsystemId}/${code}`);
  if (entry === undefined)
    throw new SimpulError(SERVICE.DESCRIPTION_UNKNOWN, { params: { id: `${subsystemId}/${code}` } });
  if (entry.contract === undefined) throw new SimpulError(SERVICE.DESCRIPTION_NONE);
  return answer(entry.contract.mediaType, openApiForConsumers(entry.contract.text), headers);
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
