import type { Terminal } from '../terminal.ts';

/** The files of a log, from wherever they are. */
export interface LogSource {
  /** Address or folder, for messages. */
  readonly name: string;
  /** Content of a file by its path below the log; undefined where there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Widths of partial tiles that are kept of a tile, where the source can list them. */
  partialWidths(tilePath: string): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** What a check or a copy needs of the world around it. */
export interface Surroundings {
  readonly terminal: Terminal;
  /** Tells people how it goes, one line on standard error; silent where machines read. */
  readonly say: (text: string) => void;
}

/** Lines for people on standard error, none with `--json`. */
export function surroundings(terminal: Terminal, { json }: { readonly json?: boolean | undefined }): Surroundings {
  return { terminal, say: json === true ? () => undefined : (text) => terminal.err(`simpul: ${text}\n`) };
}
