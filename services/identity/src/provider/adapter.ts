import { type Adapter, type AdapterFactory, errors, Provider } from 'oidc-provider';
import type { Replays } from '../store/replays.ts';
import { assertedKid } from './asserted-kid.ts';
import type { ClientDirectory } from './client-directory.ts';
import { available, InvalidAssertion } from './oauth-errors.ts';
import { CLI_CLIENT } from './people/client.ts';
import { peopleModel, type PeopleModelsOptions } from './people/models.ts';

/**
 * What oidc-provider stores: uses of assertions and proofs, and what the flows of people need. Systems are read from the
 * registry's snapshot as clients.
 */
export function createAdapterFactory(
  clients: ClientDirectory,
  replays: Replays,
  people: PeopleModelsOptions,
): AdapterFactory {
  return (model) => {
    if (model === 'Client') {
      return {
        ...CLOSED,
        find: async (id) => (id === CLI_CLIENT.client_id ? CLI_CLIENT : available(clients.find(id, assertedKid()))),
      };
    }
    if (model !== 'ReplayDetection') return { ...CLOSED, ...peopleModel(model, people) };
    return {
      ...CLOSED,
      // The library looks first and writes then, which lets concurrent requests through; here the write alone decides.
      find: async () => undefined,
      async upsert(id, _payload, expiresIn = 0) {
        const use = currentUse();
        const expiresAt = Math.ceil(Date.now() / 1000) + expiresIn;
        const isNew = await available(replays.note(`${use}:${id}`, expiresAt));
        if (isNew) return;
        throw use === 'proof'
          ? new errors.InvalidDpopProof('the DPoP proof was used before')
          : new InvalidAssertion('it was used before');
      },
    };
  };
}

/** The library resolves the resource between the assertion and the proof, which tells the two apart; public clients assert nothing. */
function currentUse(): 'assertion' | 'proof' {
  if (Provider.ctx?.oidc.client?.clientAuthMethod === 'none') return 'proof';
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
