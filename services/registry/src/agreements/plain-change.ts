import type { Agreement, AgreementEvent } from '@simpul/contracts';
import type { Change, Found } from './change-agreement.ts';
import { after } from './domain/life.ts';

/** An act that changes the state alone. */
export function plainChange(
  { kept, file, life }: Found,
  done: {
    readonly act: 'refuse' | 'suspend' | 'resume' | 'revoke' | 'expire';
    readonly reason: AgreementEvent['reason'];
    readonly day: string;
  },
): Change {
  const { act, reason, day } = done;
  const { status, pending } = after(act, life);
  const about = (act === 'refuse' ? file.pending : undefined) ?? {
    text: textOf(kept.value),
    digest: kept.value.digest,
  };
  const { pending: _before, ...rest } = file;
  return {
    agreement: status === kept.value.status ? kept.value : { ...kept.value, status, since: day },
    file: { ...rest, ...(pending !== undefined && { pending }) },
    text: about.text,
    event: { act, version: about.text.version, digest: about.digest, ...(reason !== undefined && { reason }) },
  };
}

/** The text alone of an agreement in force. */
export function textOf({ status: _status, since: _since, digest: _digest, ...text }: Agreement) {
  return text;
}
