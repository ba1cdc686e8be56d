import { isSimpulError, REGISTRY, SimpulError } from '@simpul/errors';
import { addSystem, findSystem, type SystemEntry } from '../api/registry.ts';
import type { Session } from '../api/session.ts';
import type { BusOptions } from '../credentials/bus-address.ts';
import { type NewKey, prepareNewKey } from '../credentials/new-key.ts';
import { readFingerprint } from '../credentials/read-fingerprint.ts';
import { CLI } from '../errors.ts';
import { advise } from '../output/advice.ts';
import { formatAddedSystem } from '../output/registry.ts';
import { adviseOnMember, fullId, localId, ownerOf } from '../registry/object-id.ts';
import type { Terminal } from '../terminal.ts';
import { withOfficialSession } from './official-session.ts';

/** Options of `simpul system add`. */
export interface AddSystemOptions extends BusOptions {
  readonly name?: string;
  readonly nameEn?: string;
  readonly link: 'token' | 'mtls' | 'open';
  readonly saveKey?: string;
  readonly jwksUri?: string;
  readonly certificate?: readonly string[];
}

/**
 * Registers a system of an agency with a key that is made here, whose private half never leaves this machine, or with the
 * address of its keys.
 *
 * @throws SimpulError `SIMPUL_CLI_KEY_EXISTS`, `SIMPUL_CLI_USAGE`, `SIMPUL_REGISTRY_*`, `SIMPUL_DUTY_*`
 */
export async function runAddSystem(text: string, options: AddSystemOptions, terminal: Terminal): Promise<void> {
  const { saveKey, link, jwksUri } = options;
  if (jwksUri !== undefined && link !== 'token') {
    throw new SimpulError(CLI.USAGE, { params: { reason: '--jwks-uri is for a token link, whose keys it holds' } });
  }
  const certificates = await Promise.all((options.certificate ?? []).map((file) => readFingerprint(file, terminal)));
  await withOfficialSession({ options, terminal, official: 'sandbox-integrator' }, async (session) => {
    const id = await fullId('subsystem', text, session.bus);
    const isKeyMade = link === 'token' && jwksUri === undefined;
    const key = isKeyMade ? await prepareNewKey(id, session.bus, { saveKey, terminal }) : undefined;
    const entry: SystemEntry = {
      name: { id: options.name ?? localId(id), ...(options.nameEn !== undefined && { en: options.nameEn }) },
      link,
      ...(key !== undefined && { jwks: { keys: [key.jwk] } }),
      ...(jwksUri !== undefined && { jwksUri }),
      ...(certificates.length > 0 && { certificates }),
    };
    const { record } = await register(session, id, { entry, key });
    await key?.take();
    const added = { system: id, link, key: key?.client.thumbprint, file: key?.file, record };
    terminal.out(options.json === true ? `${JSON.stringify(added)}\n` : formatAddedSystem(added));
  });
}

async function register(
  session: Session,
  id: string,
  { entry, key }: { readonly entry: SystemEntry; readonly key: NewKey | undefined },
): Promise<{ readonly record?: string | undefined }> {
  try {
    const { record } = (await addSystem(session, id, entry)).body;
    return { record: typeof record === 'string' ? record : undefined };
  } catch (error) {
    if (isSimpulError(error, REGISTRY.UNKNOWN)) throw await adviseOnMember(error, ownerOf(id), session.bus);
    if (!isSimpulError(error, REGISTRY.PRECONDITION_FAILED)) throw error;
    // An earlier try may have reached the bus, and its answer was lost.
    if (key !== undefined && (await holdsKey(session, id, key))) return {};
    throw advise(
      error,
      `${localId(id)} is registered already; use it as it is, take another code, or ask for a key of your own with "simpul key request"`,
    );
  }
}

async function holdsKey(session: Session, id: string, { jwk }: NewKey): Promise<boolean> {
  const found = (await findSystem(session, id))?.body['jwks'] as { keys?: readonly { x?: string }[] } | undefined;
  return found?.keys?.some(({ x }) => x === jwk.x) === true;
}
