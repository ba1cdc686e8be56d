import { dayIn, type Settings } from '@simpul/contracts';
import { REGISTRY, SimpulError } from '@simpul/errors';
import type { Registry } from '../store/snapshot.ts';
import { settingsIn } from './same-instance.ts';

/** What a change is decided on. */
export interface Circumstances {
  readonly registry: Registry;
  readonly settings: Settings;
  /** Today in the region. */
  readonly day: string;
}

/**
 * What holds now.
 * @param now - milliseconds since the Unix epoch
 * @throws SimpulError `SIMPUL_REGISTRY_UNKNOWN` before a region file was applied
 */
export function circumstancesOf(registry: Registry, now: number): Circumstances {
  const settings = settingsIn(registry);
  if (settings === undefined) throw new SimpulError(REGISTRY.UNKNOWN, { params: { kind: 'settings', id: 'region' } });
  return { registry, settings, day: dayIn(settings.timezone, now) };
}
