import type { Wording } from '../finding.ts';
import type { JsonObject } from '../json-object.ts';
import type { DataPath } from '../read/source-map.ts';

/** What a rule has to say of a part of a contract. */
export interface Remark {
  readonly path: DataPath;
  /** Whether the name at the path's end is meant, not its value. */
  readonly isName?: boolean;
  readonly message: Wording;
}

/** One rule over a whole contract as it was written. */
export interface Rule {
  readonly name: string;
  readonly severity: 'error' | 'warning';
  readonly check: (written: JsonObject) => Iterable<Remark>;
}
