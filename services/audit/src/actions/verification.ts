import { type Handler, handler } from '@simpul/bus';
import { auditVerification, Leaf } from '@simpul/contracts';
import type { AuditConfig } from '../config.ts';
import { logUrl } from '../domain/log-identity.ts';
import { writePolicy } from '../domain/policy.ts';
import type { AuditLog } from '../log.ts';

/** `audit.verification`: the log, the keys that verify it, and the schema of its leaves. */
export function verificationAction(log: () => AuditLog, { publicUrl }: Pick<AuditConfig, 'publicUrl'>): Handler {
  return handler(auditVerification, async () => {
    const { identity, verifierKeys } = log();
    const { name, origin } = identity;
    const policy = writePolicy(verifierKeys[0] ?? '', logUrl(publicUrl, name));
    return {
      logs: [{ name, origin, verifierKeys: [...verifierKeys], policy, state: 'open' as const }],
      leafSchema: Leaf,
    };
  });
}
