import type { VersionState } from '@simpul/contracts';
import type { JWK } from 'jose';
import { findJson, listJson, preconditionHeaders, sendJson, sendTagged, type TaggedObject } from './send-json.ts';
import type { Session } from './session.ts';

const BASE = '/registry/v1';
const NEW = { ifNoneMatch: '*' } as const;

/** Address of an object of the registry. @param id - full id, whose instance is left out of addresses */
export function addressOf(kind: 'members' | 'subsystems' | 'services', id: string): string {
  return `${BASE}/${kind}/${id.split('/').slice(1).map(encodeURIComponent).join('/')}`;
}

function versionAddress(service: string, version: string): string {
  return `${addressOf('services', service)}/versions/${encodeURIComponent(version)}`;
}

/** A text in one or two languages, as entries hold it. */
export interface EntryName {
  readonly id: string;
  readonly en?: string;
}

/** What a system is registered with. */
export interface SystemEntry {
  readonly name: EntryName;
  readonly link: 'token' | 'mtls' | 'open';
  readonly jwks?: { readonly keys: readonly JWK[] };
  readonly jwksUri?: string;
  readonly certificates?: readonly string[];
}

export function findSystem(session: Session, id: string): Promise<TaggedObject | undefined> {
  return findJson(session, addressOf('subsystems', id));
}

/** Registers a system. @throws SimpulError `SIMPUL_REGISTRY_PRECONDITION_FAILED` where there is one with this id */
export function addSystem(session: Session, id: string, entry: SystemEntry): Promise<TaggedObject> {
  return sendJson(session, { method: 'PUT', path: addressOf('subsystems', id), body: entry, precondition: NEW });
}

export function findMember(session: Session, id: string): Promise<TaggedObject | undefined> {
  return findJson(session, addressOf('members', id));
}

/** What a service is registered with; `version` becomes its first one, a draft. */
export interface NewService {
  readonly name: EntryName;
  readonly type: 'OPENAPI';
  readonly version: string;
  readonly url?: string;
  readonly data?: { readonly classification: string; readonly personal: string; readonly elements: readonly string[] };
}

export function findService(session: Session, id: string): Promise<TaggedObject | undefined> {
  return findJson(session, addressOf('services', id));
}

/** Registers a service with its first version, a draft. */
export function addService(session: Session, id: string, entry: NewService): Promise<TaggedObject> {
  return sendJson(session, { method: 'PUT', path: addressOf('services', id), body: entry, precondition: NEW });
}

/** A version of a service as the registry lists it. */
export interface ListedVersion {
  readonly version: string;
  readonly state: VersionState;
  readonly from?: string;
  readonly sunset?: string;
  readonly url?: string;
}

export async function listVersions(session: Session, service: string): Promise<ListedVersion[]> {
  const found: ListedVersion[] = [];
  const path = `${addressOf('services', service)}/versions`;
  for await (const version of listJson<ListedVersion>(session, path)) found.push(version);
  return found;
}

/** Adds a draft. */
export function addVersion(
  session: Session,
  service: string,
  { version, url }: { readonly version: string; readonly url?: string },
): Promise<TaggedObject> {
  const body = { state: 'draft', ...(url !== undefined && { url }) };
  return sendJson(session, { method: 'PUT', path: versionAddress(service, version), body, precondition: NEW });
}

/** What of a version changes. */
export interface VersionPatch {
  readonly state?: VersionState;
  readonly from?: string;
  readonly sunset?: string;
  readonly url?: string;
}

/** Changes a version as it is now. */
export async function patchVersion(
  session: Session,
  service: string,
  { version, patch }: { readonly version: string; readonly patch: VersionPatch },
): Promise<TaggedObject> {
  const path = versionAddress(service, version);
  const { etag = '*' } = await sendJson(session, { method: 'GET', path });
  return sendJson(session, { method: 'PATCH', path, body: patch, precondition: { ifMatch: etag } });
}

/** A contract's text. */
export interface ContractText {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** Sends the contract of a version that is not in use yet, in place of the one that it has. */
export async function sendContract(
  session: Session,
  service: string,
  { version, contract }: { readonly version: string; readonly contract: ContractText },
): Promise<TaggedObject> {
  const path = `${versionAddress(service, version)}/contract`;
  const known = await session.send({ method: 'HEAD', path });
  const etag = known.headers['etag'];
  const precondition = known.status < 400 && typeof etag === 'string' ? { ifMatch: etag } : NEW;
  const headers = ['content-type', contract.mediaType, ...preconditionHeaders(precondition)];
  return sendTagged(session, { method: 'PUT', path, headers, body: contract.bytes });
}
