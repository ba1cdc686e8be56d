import { CONFIG, SimpulError } from '@simpul/errors';
import type { Logger } from '@simpul/telemetry';
import { isQuorum, parsePolicy, type Policy, TlogError } from '@simpul/tlog';
import type { FindingSink } from '../completeness/raise.ts';
import { sha256 } from '../domain/sha256.ts';
import type { Cosigner } from './cosigner.ts';
import { PolicyCosigner, WITNESS_GRACE_MS } from './policy-cosigner.ts';
import { QUORUM_ALERT_MS } from './quorum-watch.ts';
import { WITNESS_TIMEOUT_MS } from './witness-http.ts';

export interface CosignerDeps {
  readonly logger: Logger;
  readonly findings: FindingSink;
}

/** Opens what has checkpoints cosigned by a policy. */
export function createCosigner(policy: Policy, { logger, findings }: CosignerDeps): Cosigner {
  return new PolicyCosigner({
    policy,
    logger,
    findings,
    now: Date.now,
    timeoutMs: WITNESS_TIMEOUT_MS,
    graceMs: WITNESS_GRACE_MS,
    alertMs: QUORUM_ALERT_MS,
  });
}

/**
 * Reads the policy of witnesses (C2SP tlog-policy), whose log lines are dropped: the bus writes its own.
 * @throws SimpulError `CONFIG.INVALID` if it cannot be read, or if those witnesses that have an address are not enough
 */
export function readWitnessPolicy(text: string): Policy {
  try {
    const policy = { ...parsePolicy(sha256, text), logs: [] };
    const reachable = policy.witnesses.filter(({ url }) => url !== undefined);
    for (const { name, url = '' } of reachable) {
      const { protocol } = URL.parse(url) ?? { protocol: '' };
      if (protocol !== 'https:' && protocol !== 'http:') throw invalid(`the address of ${name} is not one of HTTP`);
    }
    if (!isQuorum(policy, new Set(reachable.map(({ name }) => name)))) {
      throw invalid('the witnesses that have an address are not enough for the quorum');
    }
    return policy;
  } catch (error) {
    if (error instanceof TlogError) throw invalid(error.message, error);
    throw error;
  }
}

function invalid(reason: string, cause?: unknown): SimpulError {
  return new SimpulError(CONFIG.INVALID, { params: { name: 'witnessPolicy', reason }, cause });
}
