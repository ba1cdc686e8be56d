import { REGION, SimpulError } from '@simpul/errors';
import { compareFindings, type Finding } from './finding.ts';

/** A region file that cannot be used: `SIMPUL_REGION_INVALID` with every reason and its place. */
export class RegionFileError extends SimpulError {
  /** In reading order; at least one. */
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[], options: { readonly cause?: unknown } = {}) {
    super(REGION.INVALID, { params: { count: findings.length }, cause: options.cause });
    this.findings = findings.toSorted(compareFindings);
  }
}
