import { CREATED_AHEAD_MAX_S, LIFETIME_MAX_S } from '../limits.ts';
import { SignatureError } from '../signature-error.ts';

/**
 * @param times POSIX seconds, as is `now`
 * @throws SignatureError `created-ahead`, `expires-before-created`, `expires-too-late`, `expired`
 * @throws TypeError for a `now` that is no number, against which every time would be good
 */
export function assertInTime(
  { created, expires }: { readonly created: number; readonly expires?: number },
  now: number,
): void {
  if (!Number.isFinite(now)) throw new TypeError('now must be POSIX seconds');
  if (created > now + CREATED_AHEAD_MAX_S) throw new SignatureError('created-ahead');
  if (expires === undefined) return;
  if (expires <= created) throw new SignatureError('expires-before-created');
  if (expires > created + LIFETIME_MAX_S) throw new SignatureError('expires-too-late');
  if (now > expires) throw new SignatureError('expired');
}
