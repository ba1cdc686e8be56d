/** Which log this is; stored once, never changed. */
export interface LogIdentity {
  readonly name: string;
  /** Origin line of its checkpoints (C2SP tlog-checkpoint). */
  readonly origin: string;
  /** Milliseconds since the Unix epoch. */
  readonly created: number;
}

/** Leaves that became durable together. */
export interface LogBatch {
  /** Index of the first leaf. */
  readonly first: number;
  /** Milliseconds by the sequencer; never less than the previous batch's. */
  readonly at: number;
  /** One id for each leaf, distinct. */
  readonly ids: readonly string[];
  /** The leaves as a C2SP entry bundle (tlog-tiles): each a big-endian uint16 length and its bytes. */
  readonly bundle: Uint8Array;
  /** One side-car for each leaf: a big-endian uint32 length and its bytes, none where there is no side-car. */
  readonly sideCars: Uint8Array;
  /** Root of the tree of size `first`. */
  readonly prevRoot: Uint8Array;
  /** Root of the tree with this batch. */
  readonly root: Uint8Array;
  /** The process that appended it. */
  readonly writer: string;
}

export interface LogTail {
  readonly size: number;
  readonly root: Uint8Array;
  readonly at: number;
  /** There once the log is sealed: nothing can be appended to it any more, and this log follows. */
  readonly successor?: LogSuccessor;
}

/** The log that follows a sealed one. */
export interface LogSuccessor {
  /** Name of its place in the store. */
  readonly place: string;
  readonly identity: LogIdentity;
}

/** The end of a log that is being sealed. */
export interface LogSeal {
  /** Leaves of the log. */
  readonly size: number;
  readonly root: Uint8Array;
  readonly at: number;
  /** The process that seals it. */
  readonly writer: string;
  readonly successor: LogSuccessor;
}

export interface LogEntry {
  readonly leaf: Uint8Array;
  readonly sideCar: Uint8Array;
}

/** A full or partial tile of hashes (C2SP tlog-tiles): `hashes` is 1 to 256 times 32 bytes. */
export interface LogTile {
  readonly level: number;
  readonly n: number;
  readonly hashes: Uint8Array;
}

export interface LogCheckpoint {
  readonly size: number;
  /** The signed note, verbatim. */
  readonly note: string;
}

/** What the search index knows of a leaf. `at` never decreases with `index`. */
export interface IndexRecord {
  readonly index: number;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly consumer?: string;
  /** The subsystem that owns the service. */
  readonly provider?: string;
  readonly service?: string;
  readonly outcome?: string;
  readonly xRoadId?: string;
  readonly type?: string;
  readonly agreement?: string;
  /** Members on whose behalf it was asked, or provided. */
  readonly onBehalfOf?: string;
  readonly providedFor?: string;
}

/** Who may see what: exchanges of a subsystem, and those done on behalf of members. */
export interface LogParty {
  /** Matches either side: consumer or provider. */
  readonly subsystem?: string;
  /** Matches either side: `onBehalfOf` or `providedFor`. */
  readonly members: readonly string[];
}

/** Members of a record that a filter compares: each has an index. */
export const INDEXED_MEMBERS = [
  'consumer',
  'provider',
  'service',
  'outcome',
  'xRoadId',
  'type',
  'agreement',
  'onBehalfOf',
  'providedFor',
] as const;

/** All given members must match. */
export interface LogFilter {
  /** Milliseconds of `at`, both inclusive. */
  readonly from?: number;
  readonly to?: number;
  readonly consumer?: string;
  readonly provider?: string;
  readonly service?: string;
  readonly outcome?: string;
  readonly xRoadId?: string;
  readonly type?: string;
  readonly agreement?: string;
  readonly onBehalfOf?: string;
  readonly providedFor?: string;
  /** Only what this party may see. */
  readonly party?: LogParty;
}

/** A page of a search; `before` (exclusive) is the last index of the page before. */
export interface LogPage {
  readonly limit: number;
  readonly before?: number;
}

/** What was found amiss in a log. It is kept as it was raised. */
export interface LogFinding {
  /** By who raises it: the same finding raised again is one. */
  readonly id: string;
  readonly kind: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** Name of the log that it is about, which need not be the one that keeps it. */
  readonly log: string;
  readonly index?: number;
  readonly source?: string;
  readonly detail: string;
}

/** A finding with its number: findings are numbered as they come. */
export interface NumberedFinding extends LogFinding {
  readonly number: number;
}

/** All given members must match; `from` and `to` are milliseconds of `at`, inclusive. */
export interface FindingQuery {
  readonly kind?: string;
  readonly from?: number;
  readonly to?: number;
}

/** Leaves that no sound batch holds: from `first` to `end`, exclusive. */
export interface LogGap {
  readonly first: number;
  readonly end: number;
}

/**
 * One append-only log (design 05): batches that form one chain, and what is derived from them. Every method rejects with
 * `STORE.FAILED` when the store fails; after a failed write it takes no other.
 */
export interface LogStore {
  /** Stores the identity of a new log. @returns the one that stands, which is an older one if there was one. */
  establish(identity: LogIdentity): Promise<LogIdentity>;
  identity(): Promise<LogIdentity | undefined>;

  /**
   * Appends a batch, durable when it resolves. `conflict` and nothing stored if `first` is not the log's size, if
   * `prevRoot` is not its root, or if it holds one of the ids.
   * @throws TypeError if ids, leaves and side-cars are not equally many, or an id comes twice.
   */
  append(batch: LogBatch): Promise<'stored' | 'conflict'>;
  /** undefined: the log is empty. */
  tail(): Promise<LogTail | undefined>;
  /** At most `limit` batches, in order, from the one that holds the leaf `from`; in a gap from the next one on. */
  batches(from: number, limit: number): Promise<LogBatch[]>;
  /** Ranges below the log's end that no batch holds, or only one without its side-cars; read from all batches. */
  gaps(): Promise<LogGap[]>;
  /** Where the ids stand; those that the log does not hold are left out. */
  locate(ids: readonly string[]): Promise<Map<string, number>>;
  /**
   * The greatest id among those in the form of a UUID (lower case): no greater one is in the log. Ids of version 7 grow
   * with time, so most ids of a later time need no search. undefined: there is none.
   */
  greatestId(): Promise<string | undefined>;
  entry(index: number): Promise<LogEntry | undefined>;
  /** The leaves from `first`, fewer than `count` at the end of the log or before a gap. */
  entries(first: number, count: number): Promise<Uint8Array[]>;

  tile(level: number, n: number): Promise<Uint8Array | undefined>;
  /** Stores tiles ahead of the checkpoint that needs them; each replaces the one that stands at its place. */
  putTiles(tiles: readonly LogTile[]): Promise<void>;
  /**
   * Stores a checkpoint and the tiles that it needs; whoever sees the checkpoint sees the tiles. Only the last is kept.
   * @throws SimpulError `STORE.FAILED` if its size is below that of the one that stands.
   */
  putCheckpoint(checkpoint: LogCheckpoint & { readonly tiles: readonly LogTile[] }): Promise<void>;
  checkpoint(): Promise<LogCheckpoint | undefined>;
  /**
   * The newest checkpoint that was signed, whether witnesses have cosigned it or not, where a signer of another process keeps it
   * here (`SharedLogStore.putSigned`).
   */
  signed(): Promise<LogCheckpoint | undefined>;
  /** Keeps the public keys of the log (vkeys), so that it can be verified where its signer is no more. */
  putVerifierKeys(vkeys: readonly string[]): Promise<void>;
  /** In the order in which they were put; none before that. */
  verifierKeys(): Promise<string[]>;

  /**
   * Adds to the search index, which is filled behind the log and can be rebuilt from it. Records are consecutive; those
   * that it holds already are passed over.
   * @throws RangeError if they would leave a gap.
   */
  index(records: readonly IndexRecord[]): Promise<void>;
  /** How many leaves the index holds: the index of the first leaf that it does not. */
  indexedTo(): Promise<number>;
  /** Indexes of matching leaves, newest first. */
  search(filter: LogFilter, page: LogPage): Promise<number[]>;

  /** @returns false if a finding of this id is kept already; that one stays. */
  addFinding(finding: LogFinding): Promise<boolean>;
  /** Matching findings, those that came last first; `before` of the page (exclusive) is a number. */
  findings(query: FindingQuery, page: LogPage): Promise<NumberedFinding[]>;

  close(): Promise<void>;
}

/** A log in a store that several processes share, none of which may rely on what it believes of the others. */
export interface SharedLogStore extends LogStore {
  /**
   * Ends the log: the seal takes the place of the next batch, so whatever a process believes that was paused, it appends
   * nothing behind it. `tail` names the log that follows from here on.
   * @returns `conflict` and nothing stored if the log does not end there, or is sealed already
   */
  seal(seal: LogSeal): Promise<'sealed' | 'conflict'>;
  /** Keeps what was signed and waits for witnesses, so that it can be read elsewhere; behind a greater one nothing happens. */
  putSigned(checkpoint: LogCheckpoint): Promise<void>;
  /** Keeps the public keys of the log if it has none. @returns those that stand, which are the first that came */
  claimVerifierKeys(vkeys: readonly string[]): Promise<string[]>;
}
