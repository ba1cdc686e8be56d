import { SimpulError } from '@simpul/errors';
import type { Bus } from '../api/bus.ts';
import { importProofKey } from '../api/dpop.ts';
import { type Session, sessionWith } from '../api/session.ts';
import { CLI } from '../errors.ts';
import type { Terminal } from '../terminal.ts';
import { type Login, readLogin, removeLogin, writeLogin } from './login-files.ts';
import { askForTokens } from './login-grant.ts';
import { withLoginLock } from './login-lock.ts';

/** Time that an access token must still have to be used, ms. */
const MARGIN_MS = 20_000;
const SECOND_MS = 1000;
/** What the bus says of a login that is over. */
const ENDED = 'invalid_grant';

/**
 * The person who is logged in to this bus; its tokens are renewed without a word.
 * @returns undefined where nobody is
 */
export async function findPersonSession(bus: Bus, file: string, terminal: Terminal): Promise<Session | undefined> {
  let login = await readLogin(file);
  if (login === undefined) return undefined;
  const proofKey = await importProofKey(login.key);
  return sessionWith(bus, {
    caller: { id: 'you', isPerson: true },
    async token() {
      if (login === undefined || !isFresh(login, terminal)) login = await renewLogin(bus, file, { terminal });
      return { value: login.access.token, proofKey };
    },
    async renew() {
      // What revoked the token also revokes those of the same second.
      await terminal.wait(SECOND_MS);
      login = await renewLogin(bus, file, { terminal, refused: login?.access.token });
    },
  });
}

function isFresh({ access }: Login, terminal: Terminal): boolean {
  return access.endsAt - MARGIN_MS > terminal.now();
}

interface RenewOptions {
  readonly terminal: Terminal;
  /** An access token that the bus took no more, though its time is not over. */
  readonly refused?: string | undefined;
}

/** @throws SimpulError `SIMPUL_CLI_LOGIN_ENDED`, `SIMPUL_CLI_TOKEN_FAILED` */
function renewLogin(bus: Bus, file: string, { terminal, refused }: RenewOptions): Promise<Login> {
  const ended = () => new SimpulError(CLI.LOGIN_ENDED, { params: { url: bus.publicUrl } });
  return withLoginLock(file, terminal, async () => {
    // Another command may have renewed it while this one waited.
    const login = await readLogin(file);
    if (login === undefined) throw ended();
    if (isFresh(login, terminal) && login.access.token !== refused) return login;
    const form = { grant_type: 'refresh_token', refresh_token: login.refreshToken };
    const granted = await askForTokens(bus, form, await importProofKey(login.key));
    if ('error' in granted) {
      if (granted.error === ENDED) {
        await removeLogin(file);
        throw ended();
      }
      const reason = granted.description === '' ? granted.error : `${granted.error}: ${granted.description}`;
      throw new SimpulError(CLI.TOKEN_FAILED, { params: { client: 'you', reason } });
    }
    const { token, expiresIn, refreshToken } = granted;
    const next = { ...login, refreshToken, access: { token, endsAt: terminal.now() + expiresIn * SECOND_MS } };
    await writeLogin(file, next);
    return next;
  });
}
