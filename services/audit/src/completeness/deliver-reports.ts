import type { Finding } from '@simpul/contracts';
import type { Logger } from '@simpul/telemetry';
import { fromThreadError } from '../workers/worker-error.ts';
import type { Report, ReportLine } from './outbox.ts';

export interface Delivery {
  /** Asks the checking thread; an empty list ends it. */
  readonly next: () => Promise<readonly Report[]>;
  /** Keeps a finding durably. */
  readonly add: (finding: Finding) => Promise<unknown>;
  readonly logger: Logger;
}

/**
 * Brings findings from the thread that checks to the one that writes, until the checks end.
 * @throws what `next` or `add` throws; findings that were not kept are found again at the next start
 */
export async function deliverReports({ next, add, logger }: Delivery): Promise<void> {
  for (;;) {
    const reports = await next();
    if (reports.length === 0) return;
    for (const report of reports) {
      if ('finding' in report) await add(report.finding);
      else log(logger, report.line);
    }
  }
}

function log(logger: Logger, { level, fields, error, message }: ReportLine): void {
  logger[level](error === undefined ? fields : { ...fields, err: fromThreadError(error) }, message);
}
