import { createHash } from 'node:crypto';
import type { Finding, FindingKind } from '@simpul/contracts';

/** Takes what was found; a finding that it has already is one (same id). Resolves when it is durable. */
export interface FindingSink {
  add(finding: Finding): Promise<void>;
}

/** As much of a logger as a check needs. */
export interface CheckLogger {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}

/** What is found, and where. */
export interface Found {
  readonly kind: FindingKind;
  readonly log: string;
  readonly index?: number;
  /** `{node}/{boot}` of the leaves that it is about. */
  readonly source?: string;
  readonly detail: string;
  /** What makes it this finding beside kind, log and source: whoever finds it again names it the same. */
  readonly place: string;
}

/** A finding as it is kept. Its id says what and where, so that it is one however often it is found. */
export function toFinding({ place, ...found }: Found, at: number): Finding {
  const { kind, log, source = '' } = found;
  const id = createHash('sha256')
    .update(JSON.stringify([kind, log, source, place]))
    .digest('hex')
    .slice(0, 32);
  return { id, at, ...found };
}
