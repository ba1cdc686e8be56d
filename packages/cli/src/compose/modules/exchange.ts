import { createStreamMeter } from '../../stream-garbage.ts';
import type { Recipe } from './recipe.ts';
import { snapshotDirOf } from './snapshot-dir.ts';

/** Bytes that may stream before their buffers are given back: so few that the engine does not collect for their sake itself. */
const COLLECTED_BYTES = 4 * 1024 * 1024;

/** Authorise, validate, record, dispatch, account. */
export const exchange: Recipe = {
  name: 'exchange',
  calls: ['identity', 'registry', 'audit'],
  // It waits for the others itself, or goes on with what it knew of them before.
  awaits: ['audit'],
  async create({ config, nodeId, bus, logger, metrics, tracing, openStore, listeners }) {
    const { create } = await import('@simpul/exchange');
    return create(
      {
        publicUrl: config.publicUrl,
        nodeId,
        keysDir: config.layout.keys,
        ownsStore: config.mongo === undefined,
        ownListeners: () => listeners,
        authorityMaxAgeMs: config.authorityMaxAgeMs,
        snapshotDir: snapshotDirOf(config),
      },
      { bus, logger, metrics, tracing, openStore: openStore('exchange'), onPassed: createStreamMeter(COLLECTED_BYTES) },
    );
  },
};
