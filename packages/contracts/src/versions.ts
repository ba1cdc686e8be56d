import type { Version } from './registry-objects.ts';
import { compareVersions } from './service-version.ts';

/** Id of the object of one version of a service. */
export function versionId(service: string, version: string): string {
  return `${service}@${version}`;
}

/** Whether a version answers consumers on a day (`YYYY-MM-DD`, in the region's zone). */
export function isInForce({ state, from, sunset }: Pick<Version, 'state' | 'from' | 'sunset'>, day: string): boolean {
  if (state === 'active') return from === undefined || from <= day;
  return state === 'deprecated' && (sunset === undefined || day <= sunset);
}

/**
 * The version that answers who asks for none: the newest `active` one in force on a day, else the newest `deprecated` one.
 * @param versions - those that are eligible, of one service
 */
export function defaultVersion<V extends Pick<Version, 'version' | 'state' | 'from' | 'sunset'>>(
  versions: readonly V[],
  day: string,
): V | undefined {
  const usable = versions.filter((version) => isInForce(version, day));
  const active = usable.filter(({ state }) => state === 'active');
  return (active.length > 0 ? active : usable).toSorted((a, b) => compareVersions(b.version, a.version))[0];
}
