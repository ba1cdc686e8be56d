import { addDays } from '@simpul/contracts';
import type { ServiceEntry } from './directory.ts';
import { dayStart } from './day-start.ts';

/** Headers that say of an answer which version gave it, names and values alternating. */
export type VersionHeaders = (entry: ServiceEntry) => readonly string[];

export interface VersionHeadersOptions {
  readonly publicUrl: string;
  /** The region's time zone; read when a version is first asked. */
  readonly timeZone: () => string;
}

const NONE: readonly string[] = [];

/**
 * Makes the headers of a version's answers, once for each: its name where the service has several, `Deprecation` (RFC 9745,
 * a structured date), `Sunset` (RFC 8594, the end of its last day) and where more is said of a deprecated one, and that
 * examples answer where there is no system behind it.
 */
export function createVersionHeaders({ publicUrl, timeZone }: VersionHeadersOptions): VersionHeaders {
  const made = new WeakMap<ServiceEntry, readonly string[]>();

  function make({ service, version, versions }: ServiceEntry): readonly string[] {
    const headers = versions.several ? ['X-Simpul-Version', version.version] : [];
    if (version.state === 'deprecated') {
      const { deprecatedAt, sunset } = version;
      const since = deprecatedAt === undefined ? 0 : dayStart(deprecatedAt, timeZone());
      headers.push('Deprecation', `@${Math.floor(since / 1000)}`);
      if (sunset !== undefined)
        headers.push('Sunset', new Date(dayStart(addDays(sunset, 1), timeZone())).toUTCString());
      const [, ...parts] = service.id.split('/');
      const about = `${publicUrl}/registry/v1/services/${parts.join('/')}/versions/${encodeURIComponent(version.version)}`;
      headers.push('Link', `<${about}>; rel="deprecation"; type="application/json"`);
    }
    if (service.url === undefined) headers.push('X-Simpul-Sandbox', 'examples');
    return headers.length === 0 ? NONE : headers;
  }

  return (entry) => {
    let headers = made.get(entry);
    if (headers === undefined) made.set(entry, (headers = make(entry)));
    return headers;
  };
}
