import {
  createTileReader,
  decodeEntryBundle,
  formatTilePath,
  hashLeaf,
  parseVerifierKey,
  TILE_WIDTH,
  tilesBetween,
  verifyCheckpoint,
} from '@simpul/tlog';
import { sha256 } from '../src/domain/sha256.ts';
import { type AuditUnderTest, verifySignature } from './audit-under-test.ts';

/** The log as a C2SP client sees it through served files alone. */
export async function readServedLog(audit: AuditUnderTest) {
  const { verifierKeys } = await audit.verification();
  const keys = verifierKeys.map((vkey) => parseVerifierKey(sha256, vkey));
  const note = (await audit.file('checkpoint')) ?? new Uint8Array();
  const { checkpoint, verifiedBy } = await verifyCheckpoint(note, { keys, verify: verifySignature });
  const { size } = checkpoint;

  async function fetch(path: string): Promise<Uint8Array> {
    const body = await audit.file(path);
    if (body === undefined) throw new Error(`no ${path}`);
    return body;
  }
  const hashAt = createTileReader({
    hash: sha256,
    size,
    readTile: (level, index, width) => fetch(formatTilePath({ level, index, width })),
  });
  const entries: Uint8Array[] = [];
  for (const { index, width } of tilesBetween(0, size).filter(({ level }) => level === 0)) {
    entries.push(...decodeEntryBundle(await fetch(formatTilePath({ level: 'entries', index, width }))));
  }
  const leafHashes = entries.map((entry) => hashLeaf(sha256, entry));
  return { checkpoint, verifiedBy, hashAt, entries, leafHashes, tiles: tilesBetween(0, size), width: TILE_WIDTH };
}
