import type { Recipe } from './recipe.ts';

/** Alone applies the region file. */
export const registry: Recipe = {
  name: 'registry',
  calls: ['audit'],
  async create({ config, nodeId, bus, logger, openStore, onPlan }) {
    const { create } = await import('@simpul/registry');
    return create({ nodeId, region: config.region }, { bus, logger, openStore: openStore('registry'), onPlan });
  },
};
