import type { Leases } from '@simpul/store';
import type { Logger } from '@simpul/telemetry';
import type { NoticeRows } from '../notices/notice-rows.ts';
import type { Calendar } from './calendar.ts';

/** Milliseconds between two looks at the day. */
const LOOK_MS = 60_000;
/** Milliseconds after a change before what it means for agreements is looked at; several changes are one look. */
const WAKE_MS = 200;

/** Milliseconds after which it is looked at again where another process was at it. */
const AGAIN_MS = 5000;

/** Looks at the calendar from time to time and after changes, one look at a time, whichever process looks. */
export class CalendarRunner {
  readonly #calendar: Calendar;
  readonly #leases: Leases;
  readonly #rows: Pick<NoticeRows, 'prune'>;
  readonly #logger: Logger;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #isStopped = true;
  /** Whether a look is coming that a change asked for. */
  #isWoken = false;

  constructor(
    calendar: Calendar,
    options: { readonly leases: Leases; readonly rows: Pick<NoticeRows, 'prune'>; readonly logger: Logger },
  ) {
    this.#calendar = calendar;
    this.#leases = options.leases;
    this.#rows = options.rows;
    this.#logger = options.logger;
  }

  start(): void {
    this.#isStopped = false;
    this.#schedule(0);
  }

  /** Looks soon. */
  wake(): void {
    if (this.#isStopped || this.#isWoken) return;
    this.#isWoken = true;
    this.#schedule(WAKE_MS);
  }

  /** Finishes the look that goes on. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  #schedule(inMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#looking = this.#looking.then(() => this.#look());
    }, inMs).unref();
  }

  async #look(): Promise<void> {
    if (this.#isStopped) return;
    this.#isWoken = false;
    let isDone = true;
    try {
      isDone = await this.#leases.hold('calendar', () => this.#calendar.look());
      await this.#rows.prune(Date.now());
    } catch (err) {
      this.#logger.error({ err }, 'the calendar of agreements could not be looked at');
    }
    if (!this.#isStopped && !this.#isWoken) this.#schedule(isDone ? LOOK_MS : AGAIN_MS);
  }
}
