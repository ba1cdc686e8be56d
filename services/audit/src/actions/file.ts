import { type Handler, handler } from '@simpul/bus';
import { auditFile } from '@simpul/contracts';
import { encodeEntryBundle, encodeText, HASH_BYTES, TILE_WIDTH, type TileId } from '@simpul/tlog';
import { coveredWidth, parseLogFile } from '../domain/log-file.ts';
import type { AuditLog } from '../log.ts';

const CHECKPOINT_TYPE = 'text/plain; charset=utf-8';
const TILE_TYPE = 'application/octet-stream';

/** `audit.file`: what C2SP tlog-tiles serves of the log, up to its current checkpoint. */
export function fileAction(log: () => AuditLog): Handler {
  return handler(auditFile, async ({ log: name, path }) => {
    const { identity, read } = log();
    const file = name === identity.name ? parseLogFile(path) : undefined;
    const checkpoint = file === undefined ? undefined : await read.checkpoint();
    if (file === undefined || checkpoint === undefined) return { contentType: TILE_TYPE, immutable: false };
    if (file === 'checkpoint') {
      return { body: encodeText(checkpoint.note), contentType: CHECKPOINT_TYPE, immutable: false };
    }
    const body = file.width <= coveredWidth(checkpoint.size, file) ? await readTile(log(), file) : undefined;
    return {
      ...(body === undefined ? {} : { body }),
      contentType: TILE_TYPE,
      immutable: body !== undefined && file.width === TILE_WIDTH,
    };
  });
}

async function readTile({ read }: AuditLog, { level, index, width }: TileId): Promise<Uint8Array | undefined> {
  if (level !== 'entries') {
    const hashes = await read.tile(level, index);
    return hashes === undefined || hashes.length < width * HASH_BYTES ? undefined : hashes.slice(0, width * HASH_BYTES);
  }
  const entries = await read.entries(index * TILE_WIDTH, width);
  return entries.length === width ? encodeEntryBundle(entries) : undefined;
}
