import type { X509Certificate } from 'node:crypto';
import { type Finding, finding } from './finding.ts';
import { DAY_MS, WARN_DAYS } from './limits.ts';

/** What a certificate's end says, for the name under which it is known to the reader. */
export function certificateEnd(name: string, ends: Date, now: number): Finding {
  const days = Math.floor((ends.getTime() - now) / DAY_MS);
  const params = { name, days: Math.max(days, 0), end: ends.toISOString().slice(0, 10) };
  if (ends.getTime() <= now) return finding('certificate-expired', params);
  return finding(days < WARN_DAYS ? 'certificate-ends' : 'certificate-fine', params);
}

/** The same for a certificate that was read. */
export function certificateEndOf(name: string, certificate: X509Certificate, now: number): Finding {
  return certificateEnd(name, certificate.validToDate, now);
}
