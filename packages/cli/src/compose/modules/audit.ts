import type { Recipe } from './recipe.ts';

/** The log: it calls nobody (design 02). */
export const audit: Recipe = {
  name: 'audit',
  calls: [],
  async create({ config, nodeId, bus, logger, onFatal }) {
    const { publicUrl, mode, instance, layout, witnessPolicy, mongo } = config;
    const store =
      mongo === undefined
        ? ({ kind: 'sqlite', file: layout.store('audit') } as const)
        : ({ kind: 'mongo', url: mongo } as const);
    const { create } = await import('@simpul/audit');
    return create(
      { publicUrl, mode, instance, nodeId, keysDir: layout.keys, witnessPolicy, store },
      { bus, logger, onFatal },
    );
  },
};
