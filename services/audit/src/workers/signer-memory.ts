import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AUDIT, SimpulError } from '@simpul/errors';
import { writeDurably } from '@simpul/store';
import { equalBytes, parseCheckpointBody, parseNote, TlogError } from '@simpul/tlog';

/** The last checkpoint that the signer signed. */
export interface Signed {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** The signed note, verbatim, so that it can be published again as it was. */
  readonly note: string;
}

const FORMAT = 1;
const MEMORY_FILE = 'signed.json';

/** What the signer remembers, in a file of its own beside its keys. */
export class SignerMemory {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @returns undefined if it has never signed. @throws SimpulError `AUDIT.HALTED` if the file cannot be understood */
  read(): Signed | undefined {
    const file = join(this.#folder, MEMORY_FILE);
    if (!existsSync(file)) return undefined;
    try {
      const stored = JSON.parse(readFileSync(file, 'utf8')) as { v?: unknown; note?: unknown };
      if (stored.v !== FORMAT || typeof stored.note !== 'string') throw new TypeError('not a memory of this format');
      const { origin, size, root } = parseCheckpointBody(parseNote(stored.note).text);
      return { origin, size, root, note: stored.note };
    } catch (error) {
      throw forgotten(error);
    }
  }

  /** Remembers a checkpoint, durably; only then may anyone see it. */
  write(note: string): void {
    writeDurably(this.#folder, MEMORY_FILE, `${JSON.stringify({ v: FORMAT, note })}\n`);
  }
}

/** Whether two states of one log are the same. */
export function isSameState(a: { size: number; root: Uint8Array }, b: { size: number; root: Uint8Array }): boolean {
  return a.size === b.size && equalBytes(a.root, b.root);
}

function forgotten(cause: unknown): SimpulError {
  const reason =
    cause instanceof TlogError || cause instanceof SyntaxError || cause instanceof TypeError
      ? 'the memory of what was signed is damaged'
      : 'the memory of what was signed cannot be read';
  return new SimpulError(AUDIT.HALTED, { params: { reason }, cause });
}
