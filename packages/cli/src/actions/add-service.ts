import { isSimpulError, REGISTRY, SimpulError } from '@simpul/errors';
import {
  addService,
  addVersion,
  findService,
  listVersions,
  type NewService,
  patchVersion,
  sendContract,
} from '../api/registry.ts';
import type { Session } from '../api/session.ts';
import type { BusOptions } from '../credentials/bus-address.ts';
import { CLI } from '../errors.ts';
import { advise } from '../output/advice.ts';
import { formatContractFinding } from '../output/contract.ts';
import { formatAddedService } from '../output/registry.ts';
import { type ContractFile, examineContract, readContractFile, titleIn, versionIn } from '../registry/contract-file.ts';
import { adviseOnMember, fullId, localId, ownerOf } from '../registry/object-id.ts';
import type { Terminal } from '../terminal.ts';
import { withOfficialSession } from './official-session.ts';

/** Options of `simpul service add`. */
export interface AddServiceOptions extends BusOptions {
  readonly openapi: string;
  readonly backend?: string;
  readonly version?: string;
  readonly name?: string;
  readonly nameEn?: string;
  readonly classification?: string;
  readonly personal?: string;
  readonly element?: readonly string[];
}

/**
 * Registers a service with its contract, or another version of one, as a draft that answers nobody yet.
 *
 * @throws SimpulError `SIMPUL_CLI_CONTRACT_INVALID`, `SIMPUL_CLI_VERSION_EXISTS`, `SIMPUL_REGISTRY_*`, `SIMPUL_DUTY_*`
 */
export async function runAddService(text: string, options: AddServiceOptions, terminal: Terminal): Promise<void> {
  const contract = await readContractFile(options.openapi, terminal);
  const version = options.version ?? versionIn(contract, options.openapi);
  const warnings = await examineContract(contract, options.openapi);
  if (options.json !== true) {
    for (const each of warnings) terminal.err(`${formatContractFinding(each, options.openapi)}\n`);
  }
  await withOfficialSession({ options, terminal, official: 'sandbox-integrator' }, async (session) => {
    const id = await fullId('service', text, session.bus);
    const isNew = await placeVersion(session, id, { options, contract, version });
    const { body } = await sendContract(session, id, { version, contract });
    const added = { service: id, version, state: 'draft', isNew, record: body['record'], digest: body['digest'] };
    terminal.out(options.json === true ? `${JSON.stringify(added)}\n` : formatAddedService(added));
  });
}

interface Placing {
  readonly options: AddServiceOptions;
  readonly contract: ContractFile;
  readonly version: string;
}

/** Makes sure that there is a draft for the contract. @returns whether the service is new */
async function placeVersion(session: Session, id: string, placing: Placing): Promise<boolean> {
  const { options, version } = placing;
  if ((await findService(session, id)) === undefined) {
    await addNew(session, id, placing);
    return true;
  }
  const known = (await listVersions(session, id)).find((each) => each.version === version);
  const { backend } = options;
  if (known === undefined) await addVersion(session, id, { version, ...(backend !== undefined && { url: backend }) });
  else if (known.state !== 'draft') {
    const error = new SimpulError(CLI.VERSION_EXISTS, {
      params: { service: localId(id), version, state: known.state },
    });
    throw advise(
      error,
      `raise info.version in ${options.openapi}: the last number for a correction, the middle one for something new, the first one for what breaks consumers`,
    );
  } else if (backend !== undefined && backend !== known.url) {
    await patchVersion(session, id, { version, patch: { url: backend } });
  }
  return false;
}

async function addNew(session: Session, id: string, { options, contract, version }: Placing): Promise<void> {
  const { backend, name = titleIn(contract) ?? localId(id), nameEn, classification, personal, element } = options;
  const isDescribed = classification !== undefined || personal !== undefined || element !== undefined;
  const entry: NewService = {
    name: { id: name, ...(nameEn !== undefined && { en: nameEn }) },
    type: 'OPENAPI',
    version,
    ...(backend !== undefined && { url: backend }),
    ...(isDescribed && {
      data: { classification: classification ?? 'terbatas', personal: personal ?? 'none', elements: element ?? [] },
    }),
  };
  try {
    await addService(session, id, entry);
  } catch (error) {
    if (!isSimpulError(error, REGISTRY.UNKNOWN)) throw error;
    if (/ member /.test(error.message)) throw await adviseOnMember(error, ownerOf(id), session.bus);
    const system = localId(id).split('/').slice(0, 3).join('/');
    throw advise(error, `register the system first: simpul system add ${system}`);
  }
}
