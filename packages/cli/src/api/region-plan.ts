import type { PlanEntry } from '@simpul/contracts';
import { SimpulError } from '@simpul/errors';
import type { Region } from '@simpul/region';
import { CLI } from '../errors.ts';
import type { Session } from './session.ts';

/** What a region file would change, or changed. */
export interface RegionPlan {
  readonly entries: readonly PlanEntry[];
  readonly revision: number;
}

export interface RegionRequest {
  readonly region: Region;
  /** Deletes what the file no longer names. */
  readonly prune: boolean;
}

/** Asks what a region file would change (`plan`), or makes it so (`apply`). */
export async function sendRegion(
  session: Session,
  step: 'plan' | 'apply',
  { region, prune }: RegionRequest,
): Promise<RegionPlan> {
  const { entries, revision } = await session.sendForJson({
    method: 'POST',
    path: `/registry/v1/region/${step}`,
    headers: ['content-type', 'application/json'],
    body: JSON.stringify({ objects: region.objects, prune }),
  });
  if (Array.isArray(entries) && typeof revision === 'number') return { entries: entries as PlanEntry[], revision };
  const params = { url: session.bus.url, reason: 'its plan has no entries' };
  throw new SimpulError(CLI.NOT_A_BUS, { params });
}
