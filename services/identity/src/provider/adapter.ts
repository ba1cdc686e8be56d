import { isSimpulError } from '@simpul/errors';
import { type Adapter, type AdapterFactory, errors, Provider } from 'oidc-provider';
import type { Replays } from '../store/replays.ts';
import type { ClientDirectory } from './client-directory.ts';
import { InvalidAssertion, Unavailable } from './oauth-errors.ts';

/**
 * What oidc-provider stores: uses of assertions and proofs. Clients are read from the registry's snapshot; access tokens
 * are JWT and not stored; nothing else exists with client credentials alone.
 */
export function createAdapterFactory(clients: ClientDirectory, replays: Replays): AdapterFactory {
  return (model) => {
    if (model === 'Client') return { ...CLOSED, find: async (id) => clients.find(id) };
    if (model !== 'ReplayDetection') return CLOSED;
    return {
      ...CLOSED,
      // The library looks first and writes then, which lets concurrent requests through; here the write alone decides.
      find: async () => undefined,
      async upsert(id, _payload, expiresIn = 0) {
        const use = currentUse();
        const isNew = await note(replays, `${use}:${id}`, Math.ceil(Date.now() / 1000) + expiresIn);
        if (isNew) return;
        throw use === 'proof'
          ? new errors.InvalidDpopProof('the DPoP proof was used before')
          : new InvalidAssertion('it was used before');
      },
    };
  };
}

async function note(replays: Replays, id: string, expiresAt: number): Promise<boolean> {
  try {
    return await replays.note(id, expiresAt);
  } catch (error) {
    throw isSimpulError(error) ? new Unavailable({ cause: error }) : error;
  }
}

/** The library resolves the resource between the assertion and the proof, which tells the two apart. */
function currentUse(): 'assertion' | 'proof' {
  return Object.keys(Provider.ctx?.oidc.resourceServers ?? {}).length > 0 ? 'proof' : 'assertion';
}

async function refuse(): Promise<never> {
  throw new Error('oidc-provider asked to store something that this profile does not have');
}

const CLOSED: Adapter = {
  upsert: refuse,
  find: async () => undefined,
  findByUserCode: async () => undefined,
  findByUid: async () => undefined,
  consume: refuse,
  destroy: refuse,
  revokeByGrantId: refuse,
};
