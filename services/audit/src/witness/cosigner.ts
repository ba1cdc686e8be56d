import type { LogCheckpoint } from '@simpul/store';
import type { ReadTile } from '@simpul/tlog';

/** A checkpoint that the log signed; its tiles can be read, for the consistency proofs that witnesses ask for. */
export interface SignedCheckpoint extends LogCheckpoint {
  readonly origin: string;
  readonly readTile: ReadTile;
}

/** What a witness knows of a log. */
export interface KnownCheckpoint {
  /** Name of the witness in the policy. */
  readonly witness: string;
  readonly size: number;
  /** Of a checkpoint that it cosigned; absent where it named only a size. */
  readonly root?: Uint8Array;
}

/** What is open between the log and its witnesses. */
export interface Cosigner {
  /**
   * Asks all witnesses for a cosignature. What is signed is `newest` from here on, whatever they answer.
   * @returns the note with cosignatures that meet the quorum, undefined without quorum: then nothing may be published, and
   *   the newest signed checkpoint is to be brought again
   */
  cosign(signed: SignedCheckpoint): Promise<string | undefined>;
  /**
   * Asks all witnesses, before anything is signed, what they know of a log; those that do not answer are left out.
   * @param published the checkpoint that was published last, whose cosignatures tell what its witnesses must still know
   */
  lastKnown(origin: string, published: LogCheckpoint | undefined): Promise<KnownCheckpoint[]>;
  /** The newest checkpoint that was signed of a log, cosigned or not; undefined where none was since the start. */
  newest(origin: string): LogCheckpoint | undefined;
  /** Milliseconds since the Unix epoch from which on the quorum is missing; undefined while it is not. */
  unwitnessedSince(): number | undefined;
}
