/** One thing that is wrong, or doubtful, in a region file or in a contract that it names. */
export interface Finding {
  /** Absolute path of the file that holds it. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
  /** What was expected, in English. */
  readonly message: string;
}

/** Orders findings as a reader meets them: by file, line and column. */
export function compareFindings(a: Finding, b: Finding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
