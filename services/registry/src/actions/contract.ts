import { requireDuty } from '@simpul/bus';
import { createHash } from 'node:crypto';
import {
  defaultVersion,
  type Params,
  type registryContract,
  type registryPutContract,
  type Result,
  type Version,
  versionId,
} from '@simpul/contracts';
import { CONTRACT_DOOR, type Fault, REGISTRY, SimpulError } from '@simpul/errors';
import type { ContractFinding, ContractWorker } from '@simpul/openapi';
import { versionsOf } from '../domain/dependents.ts';
import { locate, matterOf, requireExpected, requireOfApi, unknownObject } from '../domain/locate.ts';
import type { RegistryStore } from '../store/registry-store.ts';
import type { Write } from '../writer.ts';
import { type Circumstances, circumstancesOf } from '../domain/circumstances.ts';

/** Shows the contract of a version; of the one that answers by default where none is named. */
export function createReadContract(store: Pick<RegistryStore, 'refresh'>) {
  return async (params: Params<typeof registryContract>): Promise<Result<typeof registryContract>> => {
    const where = circumstancesOf(await store.refresh(), Date.now());
    const { registry } = where;
    const { id, version, contractId } = placeOf(params, where);
    const kept = registry.entry('contract', contractId);
    if (kept === undefined) throw unknownObject('contract', contractId);
    const { revision, updatedAt } = kept;
    const { mediaType, text, digest } = kept.value;
    const shown = version ?? registry.value('service', id)?.version ?? '';
    return { version: shown, mediaType, text, digest, revision, updatedAt };
  };
}

export interface PutContractDeps {
  readonly store: Pick<RegistryStore, 'refresh'>;
  readonly write: Write;
  readonly worker: Pick<ContractWorker, 'examine'>;
}

/** Examines a contract and keeps it, where its version is not in use yet. */
export function createPutContract({ store, write, worker }: PutContractDeps) {
  return async (params: Params<typeof registryPutContract>): Promise<Result<typeof registryPutContract>> => {
    const { actor, body, mediaType, expected } = params;
    // Before the work is done: not everybody may make the bus read contracts.
    requireRight(params, circumstancesOf(await store.refresh(), Date.now()));
    const { usable, findings } = await worker.examine(body);
    if (!usable) throw refusal(findings);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    const digest = createHash('sha256').update(text, 'utf8').digest('base64url');
    const { result, kept, record } = await write(actor, (registry) => {
      const { contractId, version: value } = requireRight(params, circumstancesOf(registry, Date.now()));
      const known = registry.entry('contract', contractId);
      requireExpected('contract', contractId, known, expected);
      const { service, version } = value;
      const verb = known === undefined ? 'create' : 'update';
      const leaf = {
        type: 'config.contract',
        op: `${verb} ${contractId.slice(contractId.indexOf('/') + 1)}`.slice(0, 500),
        provider: service,
        version,
        request: { digest, size: body.length },
      };
      const managedBy = 'api';
      const contract = { service, version, mediaType, text, digest };
      const changes =
        known?.value.digest === digest && known.value.mediaType === mediaType
          ? []
          : ([
              { kind: 'contract', id: contractId, managedBy, value: contract },
              { kind: 'version', id: contractId, managedBy, value: { ...value, contract: digest } },
            ] as const);
      return { changes, leaf, result: { known, version } };
    });
    const now = kept.find(({ kind }) => kind === 'contract') ?? result.known;
    return {
      version: result.version,
      digest,
      revision: now?.revision ?? 0,
      managedBy: 'api',
      created: result.known === undefined,
      findings: findings.map(toShown),
      ...(record !== undefined && { record }),
    };
  };
}

/** Whose contract it is. @throws SimpulError `SIMPUL_REGISTRY_UNKNOWN` */
function placeOf({ service, version }: Params<typeof registryContract>, where: Circumstances) {
  const { registry, day } = where;
  const id = locate('service', service, where);
  if (registry.entry('service', id) === undefined) throw unknownObject('service', id);
  const chosen = version ?? defaultVersion(versionsOf(registry, id), day)?.version;
  const own = chosen === undefined ? undefined : versionId(id, chosen);
  const isOwn = own !== undefined && registry.entry('version', own) !== undefined;
  if (version !== undefined && !isOwn && registry.value('service', id)?.version !== version) {
    throw unknownObject('version', versionId(id, version));
  }
  return { id, version: chosen, contractId: isOwn ? own : id };
}

/** @throws SimpulError where the caller, or the version's state, does not let the contract be kept */
function requireRight(
  params: Params<typeof registryPutContract>,
  where: Circumstances,
): { readonly contractId: string; readonly version: Version } {
  const { registry } = where;
  const id = locate('service', params.service, where);
  requireDuty('registry:write', matterOf('service', id, where), params.actor);
  const service = registry.entry('service', id);
  if (service === undefined) throw unknownObject('service', id);
  requireOfApi(service);
  const versions = versionsOf(registry, id);
  const named = params.version ?? defaultVersion(versions, where.day)?.version ?? service.value.version;
  const contractId = versionId(id, named);
  const version = registry.value('version', contractId);
  if (version === undefined) throw unknownObject('version', contractId);
  if (service.value.type !== 'OPENAPI') {
    throw new SimpulError(REGISTRY.INVALID, {
      faults: [{ place: '', rule: 'type', detail: 'a service of type REST has no contract' }],
    });
  }
  if (version.state !== 'draft' && version.state !== 'sandbox') {
    throw new SimpulError(REGISTRY.CONTRACT_FIXED, { params: { version: named } });
  }
  return { contractId, version };
}

function refusal(findings: readonly ContractFinding[]): SimpulError {
  const faults = findings
    .filter(({ severity }) => severity === 'error')
    .map(({ pointer: place, rule, line, column, message }): Fault => ({
      place,
      rule,
      line,
      column,
      detail: message.en,
    }));
  return new SimpulError(CONTRACT_DOOR.INVALID, { params: { count: faults.length }, faults });
}

function toShown({ rule, severity, line, column, message }: ContractFinding) {
  return { rule, severity, line, column, text: message.en };
}
