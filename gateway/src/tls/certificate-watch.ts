import type { Logger, Metrics } from '@simpul/telemetry';
import type { ClientCertificate } from './client-certificate.ts';

/** Days before its end from which a certificate is warned of. */
export const WARN_DAYS = 30;
const DAY_MS = 86_400_000;

/** Tells of certificates that are about to end: at once when it first sees one, then once a day. */
export interface CertificateWatch {
  /** The door's own, at a start and whenever it was replaced. */
  own(notAfter: number): void;
  /** A caller's. Only registered ones are remembered, so strangers cannot fill the memory. */
  see(certificate: ClientCertificate): void;
  start(): void;
  stop(): void;
  /** What the timer does each day. */
  sweep(): void;
}

export interface CertificateWatchDeps {
  readonly metrics: Pick<Metrics, 'doorCertificateEnd' | 'clientCertificateEnd'>;
  readonly logger: Pick<Logger, 'warn'>;
  /** The subsystem that a fingerprint is registered for. */
  readonly ownerOf: (fingerprint: string) => string | undefined;
  readonly now?: () => number;
}

export function createCertificateWatch(deps: CertificateWatchDeps): CertificateWatch {
  const { metrics, logger, ownerOf, now = Date.now } = deps;
  let ownEnd: number | undefined;
  const seen = new Map<string, { readonly subsystem: string; readonly notAfter: number }>();
  let timer: NodeJS.Timeout | undefined;

  function warnOfOwn(): void {
    if (ownEnd !== undefined && isNear(ownEnd))
      logger.warn(
        { alert: 'certificate-ends', notAfter: day(ownEnd) },
        "the public door's certificate is about to end",
      );
  }

  function warnOfClient(certificate: string, subsystem: string, notAfter: number): void {
    if (isNear(notAfter))
      logger.warn(
        { alert: 'client-certificate-ends', subsystem, certificate, notAfter: day(notAfter) },
        "a subsystem's certificate is about to end",
      );
  }

  const isNear = (notAfter: number): boolean => notAfter - now() < WARN_DAYS * DAY_MS;

  return {
    own(notAfter) {
      ownEnd = notAfter;
      metrics.doorCertificateEnd.set(notAfter / 1000);
      warnOfOwn();
    },
    see({ fingerprint, notAfter }) {
      if (seen.has(fingerprint)) return;
      const subsystem = ownerOf(fingerprint);
      if (subsystem === undefined) return;
      seen.set(fingerprint, { subsystem, notAfter });
      metrics.clientCertificateEnd.set({ subsystem, certificate: fingerprint }, notAfter / 1000);
      warnOfClient(fingerprint, subsystem, notAfter);
    },
    start() {
      timer = setInterval(() => this.sweep(), DAY_MS).unref();
    },
    stop: () => clearInterval(timer),
    sweep() {
      warnOfOwn();
      for (const [certificate, { subsystem, notAfter }] of seen) {
        if (ownerOf(certificate) === subsystem) warnOfClient(certificate, subsystem, notAfter);
        else {
          seen.delete(certificate);
          metrics.clientCertificateEnd.remove({ subsystem, certificate });
        }
      }
    },
  };
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
