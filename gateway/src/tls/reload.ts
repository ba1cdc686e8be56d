import { isSimpulError } from '@simpul/errors';
import type { Logger } from '@simpul/telemetry';
import { statSync } from 'node:fs';
import { type DoorTls, FILES_CHECK_MS } from './door-tls.ts';
import { readTlsFiles, type TlsMaterial } from './read-tls-files.ts';

/** Takes a renewed certificate without a restart: new connections get it, open ones go on. */
export interface TlsReload {
  start(): void;
  stop(): void;
  /** Looks at the files now, as the timer does. */
  check(): void;
}

export interface TlsReloadOptions {
  readonly tls: DoorTls;
  /** Told what new connections are to get. */
  readonly use: (material: TlsMaterial) => void;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

/**
 * Watches the files of the door by their state, not by a signal or by the system's notices: a certificate that a tool
 * renews, and one that a cluster swaps in behind a symbolic link, are taken alike. Files that do not fit together, as
 * between the writing of one and of the other, leave the door as it is and are looked at again.
 */
export function watchTlsFiles({ tls, use, logger }: TlsReloadOptions): TlsReload {
  const files = [tls.certFile, tls.keyFile, ...(tls.clientCaFile === undefined ? [] : [tls.clientCaFile])];
  let inUse = stateOf(files);
  let complaint: string | undefined;
  let timer: NodeJS.Timeout | undefined;

  function check(): void {
    const state = stateOf(files);
    if (state === inUse) return;
    try {
      use(readTlsFiles(tls));
      inUse = state;
      complaint = undefined;
      logger.info({ files }, 'the changed certificate of the public door is in use');
    } catch (err) {
      const reason = isSimpulError(err) ? err.message : String(err);
      if (reason === complaint) return;
      complaint = reason;
      logger.warn(
        { err, alert: 'certificate-unusable' },
        'the changed certificate cannot be used; the old one goes on',
      );
    }
  }

  return {
    start() {
      timer = setInterval(check, FILES_CHECK_MS).unref();
    },
    stop: () => clearInterval(timer),
    check,
  };
}

/** Changes with each file's content, whether it was written over or replaced. */
function stateOf(files: readonly string[]): string {
  return files
    .map((file) => {
      const state = statSync(file, { throwIfNoEntry: false, bigint: true });
      return state === undefined ? 'none' : `${state.ino}.${state.size}.${state.mtimeNs}`;
    })
    .join(' ');
}
