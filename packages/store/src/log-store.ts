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
}

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
  /** Matches either side: consumer or provider. */
  readonly party?: string;
}

/** A page of a search; `before` (exclusive) is the last index of the page before. */
export interface LogPage {
  readonly limit: number;
  readonly before?: number;
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
  /** At most `limit` batches, in order, from the one that holds the leaf `from`. */
  batches(from: number, limit: number): Promise<LogBatch[]>;
  /** Where the ids stand; those that the log does not hold are left out. */
  locate(ids: readonly string[]): Promise<Map<string, number>>;
  entry(index: number): Promise<LogEntry | undefined>;
  /** The leaves from `first`, fewer than `count` at the end of the log. */
  entries(first: number, count: number): Promise<Uint8Array[]>;

  tile(level: number, n: number): Promise<Uint8Array | undefined>;
  /**
   * Stores a checkpoint and the tiles that it needs; whoever sees the checkpoint sees the tiles. Only the last is kept.
   * @throws SimpulError `STORE.FAILED` if its size is below that of the one that stands.
   */
  putCheckpoint(checkpoint: LogCheckpoint & { readonly tiles: readonly LogTile[] }): Promise<void>;
  checkpoint(): Promise<LogCheckpoint | undefined>;

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

  close(): Promise<void>;
}
