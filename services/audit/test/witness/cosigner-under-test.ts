import type { Finding } from '@simpul/contracts';
import { createLogger } from '@simpul/telemetry';
import { parsePolicy } from '@simpul/tlog';
import { sha256 } from '../../src/domain/sha256.ts';
import { PolicyCosigner } from '../../src/witness/policy-cosigner.ts';
import type { StubWitness } from './stub-witness.ts';

export const ALERT_MS = 60_000;

export interface CosignerUnderTest {
  readonly cosigner: PolicyCosigner;
  readonly findings: Finding[];
  /** Messages of its log lines with their witness and alert. */
  readonly lines: () => { msg: string; alert?: string; witness?: string; reason?: string }[];
  /** Moves its clock. */
  readonly pass: (ms: number) => void;
}

/** A cosigner of a policy: the lines of these witnesses and what follows them. */
export function makeCosigner(witnesses: readonly StubWitness[], rest: string, timeoutMs = 5000): CosignerUnderTest {
  const text: string[] = [];
  const findings: Finding[] = [];
  let now = 1_764_000_000_000;
  const policy = parsePolicy(sha256, witnesses.map(({ line }) => line).join('') + rest);
  const cosigner = new PolicyCosigner({
    policy,
    logger: createLogger({ level: 'info', destination: { write: (line: string) => void text.push(line) } }),
    findings: { add: async (finding) => void findings.push(finding) },
    now: () => now,
    timeoutMs,
    graceMs: 250,
    alertMs: ALERT_MS,
  });
  return {
    cosigner,
    findings,
    lines: () => text.map((line) => JSON.parse(line)),
    pass: (ms) => (now += ms),
  };
}
