import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Where a check of the log got to, so that a restart goes on there. What it holds can always be found anew. */
export class StateFile<T> {
  readonly #file: string;
  readonly #format: number;

  /** @param options.format a file of another format counts as none */
  constructor(file: string, options: { readonly format: number }) {
    this.#file = file;
    this.#format = options.format;
  }

  /** @returns undefined where there is none, or none that can be read: then all is checked again */
  read(): T | undefined {
    try {
      const { format, state } = JSON.parse(readFileSync(this.#file, 'utf8')) as { format?: unknown; state?: T };
      return format === this.#format ? state : undefined;
    } catch {
      // Absent or cut short: nothing is lost but time.
      return undefined;
    }
  }

  /** Replaces what it holds; whoever reads finds the old state or the new one. */
  write(state: T): void {
    writeFileSync(`${this.#file}.new`, JSON.stringify({ format: this.#format, state }), { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
  }
}
