import type { AccessTokenVerifier } from '@simpul/bus';
import { AUTH, AUTHORITY, REQUEST, SERVICE, SimpulError } from '@simpul/errors';
import { admit, authenticate, type Consumer } from '../domain/authenticate.ts';
import { authorise, type Grant } from '../domain/authorise.ts';
import { MAX_HELD_BODY_BYTES } from '../config.ts';
import { bareMediaType, type ContractCache, isJsonMediaType, type Operation } from '../domain/contract/index.ts';
import type { Directory, ServiceEntry } from '../domain/directory.ts';
import { idempotencyKeyOf } from '../domain/idempotency.ts';
import { refuseAmbiguousPath } from '../domain/path-safety.ts';
import {
  parseClient,
  parseRepresentedParty,
  parseRoadTarget,
  parseSecurityServer,
  type RoadTarget,
} from '../domain/road-target.ts';
import type { Agreement, ExchangeRequest } from '@simpul/contracts';
import type { Readable } from 'node:stream';
import { checkSignature, type CheckSignatureDeps } from '../signatures/check-signature.ts';
import type { Progress } from './progress.ts';

const METHODS: ReadonlySet<string> = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE']);

export interface PrepareDeps {
  readonly directory: Directory;
  readonly tokens: AccessTokenVerifier;
  /** `{publicUrl}/r1`. */
  readonly audience: string;
  readonly contracts: ContractCache;
  readonly spendQuota: (agreement: Agreement) => void;
  readonly regionDay: (timeZone: string) => string;
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
  if (deps.isStale()) throw new SimpulError(AUTHORITY.STALE, { retryAfter: 1 });
  const { directory, tokens, audience } = deps;
  const consumer = await authenticate(request.credential, client, target.serviceId, { directory, tokens, audience });
  progress.consumer = consumer.id;
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
  /** The body, where the contract's check parsed it. */
  readonly json: unknown;
  readonly pathParameters: ReadonlyMap<string, string> | undefined;
}

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
  const entry = (progress.entry = resolve(target, deps.directory));
  const { service, contract } = entry;
  refuseAmbiguousPath(target.path, service.encodedSlash);
  // What streams without a length is larger than what is held.
  if ((stream === undefined ? body.length : (stream.length ?? MAX_HELD_BODY_BYTES + 1)) > service.maxBody) {
    throw tooLarge(service.maxBody);
  }
  const { road, method } = request;
  if (consumer.pinnedPurpose !== undefined && road.purpose !== undefined && road.purpose !== consumer.pinnedPurpose) {
    throw new SimpulError(AUTH.PURPOSE_PINNED);
  }
  const grant = (progress.grant = authorise(deps.directory.agreements(consumer.id, service.id), {
    consumer: consumer.id,
    serviceId: service.id,
    method,
    path: target.path,
    purpose: consumer.pinnedPurpose ?? road.purpose,
    representedParty: parseRepresentedParty(road.representedParty),
    day: deps.regionDay(deps.directory.settings?.timezone ?? 'UTC'),
  }));
  progress.op = `${method} ${grant.pattern}`;
  deps.spendQuota(grant.agreement);
  // What is signed is held: a digest can be checked only at a body's end.
  if (stream !== undefined && (request.signed !== undefined || grant.agreement.signatures !== 'none')) {
    throw tooLarge(MAX_HELD_BODY_BYTES);
  }
  const { agreement } = grant;
  const signature = await checkSignature({ request, body, agreement, consumer: consumer.id }, deps);
  if (signature !== undefined) progress.signature = signature;
  const operation = contract === undefined ? undefined : deps.contracts.get(contract).match(method, target.path);
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
    json: checked?.json,
    pathParameters: operation?.pathParameters,
  };
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
