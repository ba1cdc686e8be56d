import { type Handler, handler } from '@simpul/bus';
import { type Asker, auditFile, type Result } from '@simpul/contracts';
import { HTTP, SimpulError } from '@simpul/errors';
import type { LogCheckpoint, LogIdentity } from '@simpul/store';
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
  readonly read: Pick<LogReader, 'checkpoint' | 'signed' | 'tile' | 'entries'>;
}

export interface FileDeps {
  /** The log of a name. */
  readonly find: (name: string) => ServedLog | undefined;
  /** The log that takes leaves of looks. @throws SimpulError if it takes none */
  readonly writable: () => AuditLog;
  readonly looks: LookRecorder;
  readonly mode: AuditConfig['mode'];
  /** Knows what is signed in this process and waits for witnesses. */
  readonly cosigner: Pick<Cosigner, 'newest'> | undefined;
}

/**
 * `audit.file`: what C2SP tlog-tiles serves of a log, up to its newest signed checkpoint. In production entries are for
 * auditors, and each look at them is a leaf `audit.view`, durable before the answer leaves (design 05).
 */
export function fileAction(deps: FileDeps): Handler {
  /** The newest checkpoint that was signed: by this process, or by the one that signs what several share. */
  async function newestOf(
    { identity, read }: ServedLog,
    published: LogCheckpoint | undefined,
  ): Promise<LogCheckpoint | undefined> {
    const signed = deps.cosigner?.newest(identity.origin) ?? (await read.signed());
    return (signed?.size ?? 0) > (published?.size ?? 0) ? signed : published;
  }

  return handler(auditFile, async ({ log: name, path, asker }) => {
    const log = deps.find(name);
    const file = parseLogFile(path);
    if (log === undefined || file === undefined) return NO_FILE;
    const { read } = log;
    const published = await read.checkpoint();
    if (file === 'checkpoint' || file === 'checkpoint.unwitnessed') {
      const checkpoint = file === 'checkpoint' ? published : await newestOf(log, published);
      if (checkpoint === undefined) return NO_FILE;
      return { body: encodeText(checkpoint.note), contentType: CHECKPOINT_TYPE, immutable: false };
    }
    const isView = file.level === 'entries' && deps.mode === 'production';
    const viewer = isView ? auditorOnly(asker) : undefined;
    const isPublished = file.width <= coveredWidth(published?.size ?? 0, file);
    const isCovered = isPublished || file.width <= coveredWidth((await newestOf(log, published))?.size ?? 0, file);
    const body = isCovered ? await readTile(log, file) : undefined;
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
