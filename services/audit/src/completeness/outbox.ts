import type { Finding } from '@simpul/contracts';
import { type ThreadError, toThreadError } from '../workers/worker-error.ts';
import type { CheckLogger, FindingSink } from './raise.ts';

/** What a checking thread has to tell: a finding to be kept, or a line for the log of the process. */
export type Report = { readonly finding: Finding } | { readonly line: ReportLine };

export interface ReportLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly fields: Readonly<Record<string, unknown>>;
  /** Errors do not cross between threads whole. */
  readonly error?: ThreadError;
  readonly message: string;
}

/** Whoever waits until a finding is kept. */
interface Keeping {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Lines for the log that may wait; more of them are left out. */
const MAX_LINES = 1000;

/** Carries findings and lines from a thread that only reads to the one that asks for them, and may write. */
export class Outbox implements FindingSink {
  /** As much of a logger as the checks need. */
  readonly logger: CheckLogger;
  #waiting: Report[] = [];
  #keeping: Keeping[] = [];
  /** Given out, and kept once more is asked for. */
  #given: Keeping[] = [];
  #ask: ((reports: Report[]) => void) | undefined;
  #isClosed = false;

  constructor() {
    const say =
      (level: ReportLine['level']): CheckLogger['info'] =>
      (fields, message) => {
        if (this.#waiting.length >= MAX_LINES) return;
        const { err, ...others } = fields;
        const error = err === undefined ? {} : { error: toThreadError(err) };
        this.#put({ line: { level, fields: others, ...error, message } });
      };
    this.logger = { info: say('info'), warn: say('warn'), error: say('error') };
  }

  /** Resolves when the finding is kept. @throws Error when the outbox was closed before: then it must be found again */
  add(finding: Finding): Promise<void> {
    if (this.#isClosed) return Promise.reject(new Error('closed'));
    return new Promise((resolve, reject) => {
      this.#keeping.push({ resolve, reject });
      this.#put({ finding });
    });
  }

  /** What there is to tell, as soon as there is something; nothing once it is closed. To ask again says that all is kept. */
  next(): Promise<Report[]> {
    for (const { resolve } of this.#given.splice(0)) resolve();
    return new Promise((resolve) => {
      this.#ask = resolve;
      this.#answer();
    });
  }

  close(): void {
    this.#isClosed = true;
    for (const { reject } of [...this.#given.splice(0), ...this.#keeping.splice(0)]) reject(new Error('closed'));
    this.#ask?.([]);
    this.#ask = undefined;
  }

  #put(report: Report): void {
    this.#waiting.push(report);
    this.#answer();
  }

  #answer(): void {
    if (this.#ask === undefined || (this.#waiting.length === 0 && !this.#isClosed)) return;
    const ask = this.#ask;
    this.#ask = undefined;
    this.#given = this.#keeping.splice(0);
    ask(this.#waiting.splice(0));
  }
}
