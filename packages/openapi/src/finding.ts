/** A text in the two languages of the bus. */
export interface Wording {
  readonly en: string;
  readonly id: string;
}

/** One thing that is wrong, or doubtful, in a contract: where it stands, and what to do about it. */
export interface ContractFinding {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
  /** JSON Pointer (RFC 6901) of the part of the document; the empty text is the whole. */
  readonly pointer: string;
  /** Name of the rule, for programs: `yaml-alias`, `reference-remote`, `personal-identifier`, … */
  readonly rule: string;
  /** A contract with an error is refused. */
  readonly severity: 'error' | 'warning';
  /** What was expected, and so what to do. Names parts of the contract, never of a message. */
  readonly message: Wording;
}
