import { listNotices } from '../api/notices.ts';
import type { BusOptions } from '../credentials/bus-address.ts';
import { formatNotice } from '../output/notices.ts';
import type { Terminal } from '../terminal.ts';
import { withOfficialSession } from './official-session.ts';

/** Options of `simpul notices`. */
export interface NoticesOptions extends BusOptions {
  readonly as?: string;
  readonly kind?: string;
  readonly limit: number;
}

/** Prints what concerns whoever asks: contracts that break, versions and agreements that end, texts that wait. */
export async function runNotices(options: NoticesOptions, terminal: Terminal): Promise<void> {
  const { kind, limit, as, ...caller } = options;
  const asked = { options: { ...caller, ...(as !== undefined && { as }) }, terminal };
  await withOfficialSession({ ...asked, official: 'sandbox-operator' }, async (session) => {
    let count = 0;
    for await (const notice of listNotices(session, kind === undefined ? {} : { kind })) {
      if (count++ === limit) break;
      terminal.out(`${options.json === true ? JSON.stringify(notice) : formatNotice(notice)}\n`);
    }
    if (count === 0 && options.json !== true) terminal.err('No notices.\n');
  });
}
