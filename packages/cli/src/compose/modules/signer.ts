import type { Recipe } from './recipe.ts';

/** Signs what audit appends, where both meet in a shared store; on files it is a thread of audit. */
export const signer: Recipe = {
  name: 'signer',
  calls: [],
  async create({ config, nodeId, logger, onFatal }) {
    const { publicUrl, mode, instance, layout, witnessPolicy, mongo } = config;
    if (mongo === undefined) throw new TypeError('a signer of its own needs a shared store');
    const { createSigner } = await import('@simpul/audit');
    return createSigner(
      {
        publicUrl,
        mode,
        instance,
        nodeId,
        keysDir: layout.keys,
        stateDir: layout.storeFolder,
        witnessPolicy,
        store: { kind: 'mongo', url: mongo },
      },
      { logger, onFatal },
    );
  },
};
