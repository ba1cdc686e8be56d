import type { AccessTokenVerifier } from '@simpul/bus';
import type { CountedAnswer } from '@simpul/connectors';
import { ACCESS, AUTH, AUTHORITY, CONTRACT, HTTP, REQUEST, SERVICE, SimpulError } from '@simpul/errors';
import { admit, authenticate, type Consumer } from '../domain/authenticate.ts';
import { authorise, type Grant } from '../domain/authorise.ts';
import { MAX_HELD_BODY_BYTES } from '../config.ts';
import { bareMediaType, isJsonMediaType, type Operation } from '@simpul/openapi';
import type { ContractCache } from '../domain/contract-cache.ts';
import type { Directory, ServiceEntry } from '../domain/directory.ts';
import type { ExampleAnswers } from '../domain/example-answers.ts';
import { idempotencyKeyOf } from '../domain/idempotency.ts';
import { refuseAmbiguousPath } from '../domain/path-safety.ts';
import {
  parseClient,
  parseRepresentedParty,
  parseRoadTarget,
  parseSecurityServer,
  type RoadTarget,
} from '../domain/road-target.ts';
import type { VersionHeaders } from '../domain/version-headers.ts';
import type { ExchangeRequest } from '@simpul/contracts';
import type { Readable } from 'node:stream';
import type { SpendQuota } from '../quota/spend-quota.ts';
import { checkSignature, type CheckSignatureDeps } from '../signatures/check-signature.ts';
import type { Progress } from './progress.ts';

const METHODS: ReadonlySet<string> = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE']);

export interface PrepareDeps {
  readonly directory: Directory;
  readonly tokens: AccessTokenVerifier;
  /** `{publicUrl}/r1`. */
  readonly audience: string;
  readonly exampleOf: ExampleAnswers;
  readonly versionHeaders: VersionHeaders;
  readonly contracts: ContractCache;
  readonly spendQuota: SpendQuota;
  readonly regionDay: (timeZone: string) => string;
  /** Whether this node has started, and is not about to stop. */
  readonly isOpen: () => boolean;
  /** Whether the registry has been silent for too long. */
  readonly isStale: () => boolean;
}

/** What exchanges are prepared with. */
export interface PrepareExchangeDeps extends PrepareDeps, CheckSignatureDeps {}

/** Step 1: the request can be read in exactly one way. */
export function parse(request: ExchangeRequest): { target: RoadTarget; client: string } {
  const { road, method } = request;
  if (!METHODS.has(method)) throw new SimpulError(REQUEST.METHOD_UNSUPPORTED);
  const target = parseRoadTarget(request.target);
  refuseAmbiguousPath(target.path, 'data');
  const client = parseClient(road.client);
  idempotencyKeyOf(request);
  parseRepresentedParty(road.representedParty);
  parseSecurityServer(road.securityServer);
  return { target, client };
}

/** Steps 1 to 3 for exchanges and metadata alike: who asks, and of whom. */
export async function identifyCaller(progress: Progress, deps: PrepareDeps): Promise<Consumer> {
  const { request } = progress;
  const { target, client } = parse(request);
  progress.target = target;
  if (!deps.isOpen()) throw new SimpulError(HTTP.SERVICE_AWAY, { params: { service: 'exchange' }, retryAfter: 1 });
  if (deps.isStale()) throw new SimpulError(AUTHORITY.STALE, { retryAfter: 1 });
  const { directory, tokens, audience } = deps;
  const day = (): string => today(deps);
  const options = { directory, tokens, audience, day };
  const consumer = await authenticate(request.credential, client, target.serviceId, options);
  progress.consumer = consumer.id;
  if (consumer.legacyLink !== undefined) progress.legacyLink = consumer.legacyLink;
  admit(consumer, client, directory);
  // After the reasons that the registry gives: a suspended party is told that it is.
  if (consumer.token !== undefined) tokens.refuseDenied(consumer.token);
  const { server } = directory.settings?.xroad ?? {};
  const securityServer = parseSecurityServer(request.road.securityServer);
  if (securityServer !== undefined && securityServer !== server) throw new SimpulError(REQUEST.SECURITY_SERVER_INVALID);
  return consumer;
}

/** A request's body that is still arriving. */
export interface IncomingBody {
  readonly source: Readable;
  /** What `Content-Length` says. */
  readonly length: number | undefined;
}

/** Stands for a body that is not held, where only its presence and its media type count. */
export const PLACEHOLDER = new Uint8Array(1);

/** An exchange that may go ahead. */
export interface Prepared {
  readonly consumer: Consumer;
  readonly target: RoadTarget;
  readonly entry: ServiceEntry;
  readonly grant: Grant;
  /** Empty where the body streams. */
  readonly body: Uint8Array;
  /** The body, where it is too large to be held. */
  readonly stream: IncomingBody | undefined;
  /** Absent for services without a contract. */
  readonly operation: Operation | undefined;
  /** What the contract gives as an example, where no system stands behind the service. */
  readonly example: CountedAnswer | undefined;
  /** Headers that say of the answer which version gave it, names and values alternating. */
  readonly marks: readonly string[];
  /** The body, where the contract's check parsed it. */
  readonly json: unknown;
  readonly pathParameters: ReadonlyMap<string, string> | undefined;
}

/** Seconds after which a service may have a system behind it. */
const NO_BACKEND_RETRY_S = 3600;

/** Steps 1 to 5. What is found out is noted in `progress` as it is found. */
export async function prepare(
  body: Uint8Array,
  progress: Progress,
  deps: PrepareExchangeDeps,
  stream?: IncomingBody,
): Promise<Prepared> {
  const { request } = progress;
  const consumer = await identifyCaller(progress, deps);
  const target = progress.target ?? parse(request).target;
  const registered = (progress.entry = resolve(target, deps.directory));
  const { service } = registered;
  refuseAmbiguousPath(target.path, service.encodedSlash);
  // What streams without a length is larger than what is held.
  if ((stream === undefined ? body.length : (stream.length ?? MAX_HELD_BODY_BYTES + 1)) > service.maxBody) {
    throw tooLarge(service.maxBody);
  }
  const { road, method } = request;
  if (consumer.pinnedPurpose !== undefined && road.purpose !== undefined && road.purpose !== consumer.pinnedPurpose) {
    throw new SimpulError(AUTH.PURPOSE_PINNED);
  }
  const grant = (progress.grant = authorise(
    deps.directory.agreements(consumer.id, service.id),
    {
      consumer: consumer.id,
      serviceId: service.id,
      method,
      path: target.path,
      purpose: consumer.pinnedPurpose ?? road.purpose,
      representedParty: parseRepresentedParty(road.representedParty),
      version: road.version,
      versions: registered.versions,
      sandbox: isSandbox(deps.directory),
      day: today(deps),
    },
    deps.directory,
  ));
  progress.op = `${method} ${grant.pattern}`;
  const entry = (progress.entry = deps.directory.entry(service.id, grant.version) ?? registered);
  if (consumer.legacyLink !== undefined) refusePersonalData(entry, grant);
  await deps.spendQuota(grant.agreement);
  // What is signed is held: a digest can be checked only at a body's end.
  if (stream !== undefined && (request.signed !== undefined || grant.agreement.signatures !== 'none')) {
    throw tooLarge(MAX_HELD_BODY_BYTES);
  }
  const { agreement } = grant;
  const signature = await checkSignature({ request, body, agreement, consumer: consumer.id }, deps);
  if (signature !== undefined) progress.signature = signature;
  const operation = await operationOf(entry, method, target.path, deps.contracts);
  if (operation !== undefined) progress.op = `${method} ${operation.template}`;
  if (operation !== undefined && stream !== undefined && isJsonMediaType(bareMediaType(road.contentType))) {
    throw tooLarge(MAX_HELD_BODY_BYTES);
  }
  const checked = operation?.checkRequest({
    query: target.query,
    headers: request.headers,
    contentType: road.contentType,
    body: stream === undefined ? body : PLACEHOLDER,
  });
  return {
    consumer,
    target,
    entry,
    grant,
    body,
    stream,
    operation,
    example: entry.service.url === undefined ? await exampleFor(entry, operation, stream, deps) : undefined,
    marks: deps.versionHeaders(entry),
    json: checked?.json,
    pathParameters: operation?.pathParameters,
  };
}

/** The operation of the contract; every service that promises one is held to it. */
async function operationOf(
  { service, contract }: ServiceEntry,
  method: string,
  path: string,
  contracts: ContractCache,
): Promise<Operation | undefined> {
  if (contract !== undefined) return (await contracts.get(contract)).match(method, path);
  if (service.type === 'REST') return undefined;
  throw new SimpulError(CONTRACT.UNUSABLE, { params: { reason: 'there is none' } });
}

/** The answer of a service without a system behind it: its contract's example, and only in a sandbox. */
async function exampleFor(
  entry: ServiceEntry,
  operation: Operation | undefined,
  stream: IncomingBody | undefined,
  { directory, exampleOf }: PrepareDeps,
): Promise<CountedAnswer> {
  // Nobody is there to whom a body could be passed on.
  if (stream !== undefined) throw tooLarge(MAX_HELD_BODY_BYTES);
  const example = isSandbox(directory) && operation !== undefined ? await exampleOf(entry, operation) : undefined;
  if (example === undefined) throw new SimpulError(SERVICE.NO_BACKEND, { retryAfter: NO_BACKEND_RETRY_S });
  return example;
}

/** Who shows itself by a legacy link reaches only what was declared to hold no personal data. */
function refusePersonalData({ service }: ServiceEntry, { agreement }: Grant): void {
  if (service.data?.personal === 'none' && agreement.personal === 'none') return;
  throw new SimpulError(ACCESS.LEGACY_LINK_REFUSED, { params: { service: service.id } });
}

function isSandbox({ settings }: Directory): boolean {
  return settings?.mode === 'sandbox';
}

/** Today in the region. */
function today({ regionDay, directory }: Pick<PrepareDeps, 'regionDay' | 'directory'>): string {
  return regionDay(directory.settings?.timezone ?? 'UTC');
}

function tooLarge(limit: number): SimpulError {
  return new SimpulError(REQUEST.BODY_TOO_LARGE, { params: { limit } });
}

/** Step 3: the service, if it is there and open. */
function resolve(target: RoadTarget, directory: Directory): ServiceEntry {
  const entry = directory.entry(target.serviceId);
  if (entry === undefined) {
    const known = directory.subsystems.has(target.subsystemId);
    throw known
      ? new SimpulError(SERVICE.UNKNOWN, { params: { id: target.serviceId } })
      : new SimpulError(SERVICE.MEMBER_UNKNOWN, { params: { id: target.subsystemId } });
  }
  const { status, notice } = entry.service;
  if (entry.subsystem.status === 'suspended') throw new SimpulError(SERVICE.SUSPENDED);
  if (status === 'disabled') throw new SimpulError(SERVICE.DISABLED, { params: { notice } });
  if (status === 'maintenance') throw new SimpulError(SERVICE.MAINTENANCE, { params: { notice }, retryAfter: 60 });
  return entry;
}
