import { sharedSecretOf } from '../shared-secret.ts';
import type { Recipe } from './recipe.ts';

/** Tokens, keys, people; in a sandbox it makes the keys of the subsystems. */
export const identity: Recipe = {
  name: 'identity',
  calls: ['registry', 'audit'],
  async create({ config, nodeId, bus, logger, openStore, listeners }) {
    const { publicUrl, mode, instance, layout, upstream, cluster } = config;
    const secret = cluster?.nkeyFile === undefined ? {} : { sharedSecret: sharedSecretOf(cluster.nkeyFile) };
    const { create } = await import('@simpul/identity');
    return create(
      {
        nodeId,
        publicUrl,
        mode,
        instance,
        keysDir: layout.keys,
        credentialsDir: layout.credentials,
        upstream,
        ownListeners: () => listeners,
        ...secret,
      },
      { bus, logger, openStore: openStore('identity') },
    );
  },
};
