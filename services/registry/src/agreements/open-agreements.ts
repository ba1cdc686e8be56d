import type { Handler } from '@simpul/bus';
import type { Leases } from '@simpul/store';
import type { Logger } from '@simpul/telemetry';
import type { NoticeRows } from '../notices/notice-rows.ts';
import { createNotices, type Notices } from '../notices/notices.ts';
import type { RegistryStore } from '../store/registry-store.ts';
import type { Write } from '../writer.ts';
import { agreementHandlers } from './agreement-handlers.ts';
import { createCalendar } from './calendar.ts';
import { createOperationsOf, type EndpointsOf } from './operations-of.ts';
import { CalendarRunner } from './run-calendar.ts';

export interface AgreementsOptions {
  readonly store: RegistryStore;
  readonly write: Write;
  readonly leases: Leases;
  readonly rows: NoticeRows;
  readonly endpointsOf: EndpointsOf;
  readonly logger: Logger;
}

/** Agreements, their templates and notices, as a part of the registry. */
export interface Agreements {
  readonly handlers: readonly Handler[];
  /** Tells consumers and providers what they should know (`tell-version.ts` for versions of services). */
  readonly notify: Notices['notify'];
  readonly calendar: CalendarRunner;
}

/** Opens the part; nothing runs before its calendar is started. */
export function openAgreements(options: AgreementsOptions): Agreements {
  const { store, write, leases, rows, endpointsOf, logger } = options;
  const now = (): number => Date.now();
  const notices = createNotices({ rows, registry: () => store.refresh(), now });
  const deps = { store, write, notify: notices.notify, operationsOf: createOperationsOf(endpointsOf), now };
  const calendar = createCalendar({ ...deps, logger });
  return {
    handlers: agreementHandlers(deps, notices),
    notify: notices.notify,
    calendar: new CalendarRunner(calendar, { leases, rows, logger }),
  };
}
