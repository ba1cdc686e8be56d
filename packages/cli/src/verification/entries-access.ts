import { SimpulError } from '@simpul/errors';
import type { Bus } from '../api/bus.ts';
import type { HttpAnswer } from '../api/http-client.ts';
import type { Session } from '../api/session.ts';
import { type BusOptions, openBus } from '../credentials/bus-address.ts';
import { openApi } from '../credentials/open-api.ts';
import { CLI } from '../errors.ts';
import type { Surroundings } from './log-source.ts';

/** What in production only an auditor may read (design 05, "Who reads"). */
const SCOPE = 'audit:read';
/** Who reads where `--as` names nobody. */
const SANDBOX_AUDITOR = 'sandbox-auditor';

/** Options that say as whom the entries of a log are read where not everybody may. */
export interface AccessOptions extends BusOptions {
  readonly as?: string;
}

/** Reads with an auditor's token what is refused without. */
export interface EntriesAccess {
  /**
   * Sends `GET url` with a token, which is made or renewed at need.
   *
   * @throws SimpulError `SIMPUL_CLI_USAGE` for a log of another bus: a token is only ever sent to the bus that gave it
   */
  get(url: string): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** Signs in to the bus that the options mean, but not before a log asks for it. */
export function entriesAccess(options: AccessOptions, { terminal, say }: Surroundings): EntriesAccess {
  let opened: Promise<Bus> | undefined;
  let session: Promise<Session> | undefined;

  async function signIn(): Promise<Session> {
    const isFirst = opened === undefined;
    const bus = await (opened ??= openBus(options, terminal));
    const opening = await openApi(bus, { options, terminal, sandboxClient: SANDBOX_AUDITOR, scope: SCOPE });
    if (isFirst) say(`the entries need an auditor's token; reading them as ${opening.caller.id}`);
    return opening;
  }

  /** The session of all; a new one after `expired`, by whoever finds that out first. */
  function sessionAfter(expired: Promise<Session> | undefined): Promise<Session> {
    if (session !== undefined && session !== expired) return session;
    const next = signIn();
    session = next;
    // A failed attempt is not the last; whoever asked gets the error from `next` itself.
    next.catch(() => {
      if (session === next) session = undefined;
    });
    return next;
  }

  return {
    async get(url) {
      const used = sessionAfter(undefined);
      const first = await send(await used, url);
      // Tokens live for minutes, a copy takes hours.
      return first.status === 401 ? send(await sessionAfter(used), url) : first;
    },
    close: async () => (await opened)?.http.close(),
  };
}

async function send(session: Session, url: string): Promise<HttpAnswer> {
  const { bus } = session;
  const base = [bus.url, bus.publicUrl].map((each) => `${each}/`).find((each) => url.startsWith(each));
  if (base === undefined) {
    const reason = `the entries of ${url} need a token, but that of ${bus.publicUrl} is only sent there; name the bus of this log with --data, or with --url --client --key`;
    throw new SimpulError(CLI.USAGE, { params: { reason } });
  }
  return session.send({ method: 'GET', path: url.slice(base.length - 1) });
}
