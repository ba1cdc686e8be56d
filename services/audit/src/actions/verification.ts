import { type Handler, handler } from '@simpul/bus';
import { auditVerification, Leaf } from '@simpul/contracts';
import { AUDIT, SimpulError } from '@simpul/errors';
import type { LogIdentity } from '@simpul/store';
import type { Policy } from '@simpul/tlog';
import { type AuditConfig, BUSY_RETRY_AFTER_S } from '../config.ts';
import { logUrl } from '../domain/log-identity.ts';
import { writePolicy } from '../domain/policy.ts';

/** A log and what verifies it. */
export interface VerifiableLog {
  readonly identity: LogIdentity;
  /** vkeys of its checkpoints, Ed25519 first. */
  readonly verifierKeys: readonly string[];
  readonly state: 'open' | 'closed';
}

export interface VerificationDeps {
  /** Newest first. */
  readonly logs: () => readonly VerifiableLog[];
  readonly config: Pick<AuditConfig, 'publicUrl'>;
  /** Witnesses without whom nothing is published. */
  readonly policy: Policy | undefined;
}

/**
 * `audit.verification`: the logs, the keys that verify them, and the schema of their leaves. Keys of closed logs stay listed: a
 * log's keys end with it, and what they signed is to be verified for as long as it is kept.
 */
export function verificationAction({ logs, config, policy }: VerificationDeps): Handler {
  return handler(auditVerification, async () => {
    // A log whose signer was never there cannot be verified yet.
    const verifiable = logs().filter(({ verifierKeys }) => verifierKeys.length > 0);
    if (verifiable.length === 0) throw new SimpulError(AUDIT.BUSY, { retryAfter: BUSY_RETRY_AFTER_S });
    return {
      logs: verifiable.map(({ identity: { name, origin }, verifierKeys, state }) => ({
        name,
        origin,
        verifierKeys: [...verifierKeys],
        policy: writePolicy(verifierKeys[0] ?? '', logUrl(config.publicUrl, name), policy),
        state,
      })),
      leafSchema: Leaf,
    };
  });
}
