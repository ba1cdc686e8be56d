import { type Handler, handler } from '@simpul/bus';
import { type Asker, auditFile, type Result } from '@simpul/contracts';
import { HTTP, SimpulError } from '@simpul/errors';
import type { LogIdentity } from '@simpul/store';
import { encodeEntryBundle, encodeText, HASH_BYTES, TILE_WIDTH, type TileId } from '@simpul/tlog';
import type { AuditConfig } from '../config.ts';
import { coveredWidth, parseLogFile } from '../domain/log-file.ts';
import type { AuditLog } from '../log.ts';
import type { LookRecorder } from '../look-recorder.ts';
import type { Cosigner } from '../witness/cosigner.ts';
import type { LogReader } from '../workers/store-reader.ts';

const CHECKPOINT_TYPE = 'text/plain; charset=utf-8';
const TILE_TYPE = 'application/octet-stream';
const NO_FILE: Result<typeof auditFile> = { contentType: TILE_TYPE, immutable: false };

/** A log that is served, open or closed. */
export interface ServedLog {
  readonly identity: LogIdentity;
  readonly read: Pick<LogReader, 'checkpoint' | 'tile' | 'entries'>;
}

export interface FileDeps {
  /** The log of a name. */
  readonly find: (name: string) => ServedLog | undefined;
  /** The log that takes leaves of looks. @throws SimpulError if it takes none */
  readonly writable: () => AuditLog;
  readonly looks: LookRecorder;
  readonly mode: AuditConfig['mode'];
  /** Knows what is signed and waits for witnesses. */
  readonly cosigner: Pick<Cosigner, 'newest'> | undefined;
}

/**
 * `audit.file`: what C2SP tlog-tiles serves of a log, up to its newest signed checkpoint. In production entries are for
 * auditors, and each look at them is a leaf `audit.view`, durable before the answer leaves (design 05).
 */
export function fileAction(deps: FileDeps): Handler {
  return handler(auditFile, async ({ log: name, path, asker }) => {
    const log = deps.find(name);
    const file = parseLogFile(path);
    if (log === undefined || file === undefined) return NO_FILE;
    const { identity, read } = log;
    const published = await read.checkpoint();
    const newest = deps.cosigner?.newest(identity.origin) ?? published;
    if (file === 'checkpoint' || file === 'checkpoint.unwitnessed') {
      const checkpoint = file === 'checkpoint' ? published : newest;
      if (checkpoint === undefined) return NO_FILE;
      return { body: encodeText(checkpoint.note), contentType: CHECKPOINT_TYPE, immutable: false };
    }
    const isView = file.level === 'entries' && deps.mode === 'production';
    const viewer = isView ? auditorOnly(asker) : undefined;
    const size = Math.max(published?.size ?? 0, newest?.size ?? 0);
    const body = file.width <= coveredWidth(size, file) ? await readTile(log, file) : undefined;
    if (body === undefined) return NO_FILE;
    if (viewer !== undefined) await deps.looks.record(deps.writable(), viewer, `GET /audit/log/${name}/${path}`);
    return { body, contentType: TILE_TYPE, immutable: true };
  });
}

/** @returns who asks */
function auditorOnly(asker: Asker | undefined): Asker {
  if (asker?.auditor !== true) throw new SimpulError(HTTP.FORBIDDEN, { params: { scope: 'audit:read' } });
  return asker;
}

async function readTile({ read }: ServedLog, { level, index, width }: TileId): Promise<Uint8Array | undefined> {
  if (level !== 'entries') {
    const hashes = await read.tile(level, index);
    return hashes === undefined || hashes.length < width * HASH_BYTES ? undefined : hashes.slice(0, width * HASH_BYTES);
  }
  const entries = await read.entries(index * TILE_WIDTH, width);
  return entries.length === width ? encodeEntryBundle(entries) : undefined;
}
