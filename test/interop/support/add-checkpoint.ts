import {
  createTileReader,
  formatAddCheckpoint,
  formatTilePath,
  parseCheckpointBody,
  parseNote,
  proveConsistency,
} from '@simpul/tlog';
import { createHash } from 'node:crypto';
import { request } from 'undici';

/** How a witness answered. */
export interface WitnessAnswer {
  readonly status: number;
  /** The cosignature lines where the status is 200. */
  readonly text: string;
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}

/** Proves from the tiles of a log that the tree of a checkpoint continues one of another size. */
export async function consistencyProof(log: string, note: string, oldSize: number): Promise<Uint8Array[]> {
  const { size } = parseCheckpointBody(parseNote(note).text);
  const hashAt = createTileReader({
    hash: sha256,
    size,
    async readTile(level, index, width) {
      const { statusCode, body } = await request(`${log}/${formatTilePath({ level, index, width })}`);
      if (statusCode !== 200) throw new Error(`tile ${level}/${index} of width ${width}: ${statusCode}`);
      return new Uint8Array(await body.arrayBuffer());
    },
  });
  return proveConsistency(sha256, { size1: oldSize, size2: size, hashAt });
}

/** Brings a checkpoint to a witness, as any client of C2SP tlog-witness does. */
export async function addCheckpoint(
  witness: string,
  checkpoint: { readonly oldSize: number; readonly proof: readonly Uint8Array[]; readonly note: string },
): Promise<WitnessAnswer> {
  const { statusCode, body } = await request(`${witness}/add-checkpoint`, {
    method: 'POST',
    body: formatAddCheckpoint(checkpoint),
  });
  return { status: statusCode, text: await body.text() };
}
