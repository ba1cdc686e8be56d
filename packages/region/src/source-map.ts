import type { DataPath, SourceMap as Places } from '@simpul/openapi';
import type { Finding } from './finding.ts';

export type { DataPath };

/** Makes findings at parts of one file. */
export class SourceMap {
  readonly #file: string;
  readonly #places: Places;

  constructor(file: string, places: Places) {
    this.#file = file;
    this.#places = places;
  }

  /** A finding at the value that the path leads to; where it does not exist, at the nearest part that does. */
  at(path: DataPath, message: string): Finding {
    return { file: this.#file, ...this.#places.at(path), message };
  }

  /** A finding at the key (in a list: the item) that the path ends with. */
  atKey(path: DataPath, message: string): Finding {
    return { file: this.#file, ...this.#places.atKey(path), message };
  }
}
