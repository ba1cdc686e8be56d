import type { Recipe } from './recipe.ts';
import { snapshotDirOf } from './snapshot-dir.ts';

/** The only public door. */
export const gateway: Recipe = {
  name: 'gateway',
  calls: ['identity', 'registry', 'exchange', 'audit'],
  startsAlone: true,
  async create({ config, bus, logger, metrics, tracing, notReady }) {
    const { publicUrl, host, port, door, example, authorityMaxAgeMs } = config;
    const snapshotDir = snapshotDirOf(config);
    const [{ create }, { REGION_SCHEMA }] = await Promise.all([import('@simpul/gateway'), import('@simpul/region')]);
    return create(
      { publicUrl, host, port, ...door, regionSchema: REGION_SCHEMA, example, authorityMaxAgeMs, snapshotDir },
      { bus, logger, metrics, tracing, notReady },
    );
  },
};
