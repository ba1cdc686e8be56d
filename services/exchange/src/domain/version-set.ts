import { compareVersions, isInForce, majorOf, type Service, type Version } from '@simpul/contracts';

/** The versions of one service, newest first, for the question which of them answers. Made anew when one changes. */
export class VersionSet {
  readonly #all: readonly { readonly version: Version; readonly major: number }[];

  /**
   * @param registered - versions that are objects of their own; the service's own `version` counts as active where it is
   *   none of them
   */
  constructor(service: Service, registered: readonly Version[]) {
    const own = registered.some(({ version }) => version === service.version);
    const all = own ? registered : [...registered, implicitVersion(service)];
    this.#all = all
      .toSorted((a, b) => compareVersions(b.version, a.version))
      .map((version) => ({ version, major: majorOf(version.version) }));
  }

  /** Whether there is more to know than the service's own version. */
  get several(): boolean {
    return this.#all.length > 1;
  }

  find(name: string): Version | undefined {
    return this.#all.find(({ version }) => version.version === name)?.version;
  }

  /** Versions that answer on a day, newest first. */
  inForce(day: string): Version[] {
    return this.#all.flatMap(({ version }) => (isInForce(version, day) ? [version] : []));
  }

  /**
   * The version that answers who names none: the newest active one, else the newest deprecated one.
   * @param major - absent: of any major
   */
  pick(major: number | undefined, day: string): Version | undefined {
    let deprecated: Version | undefined;
    for (const known of this.#all) {
      if ((major !== undefined && known.major !== major) || !isInForce(known.version, day)) continue;
      if (known.version.state === 'active') return known.version;
      deprecated ??= known.version;
    }
    return deprecated;
  }
}

/** The version that a service has of which none is registered. */
function implicitVersion({ id, version }: Service): Version {
  return { service: id, version, state: 'active' };
}
