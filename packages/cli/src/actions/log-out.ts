import { SimpulError } from '@simpul/errors';
import { failureOf } from '../api/bus-failure.ts';
import { type BusOptions, withBus } from '../credentials/bus-address.ts';
import { CLI } from '../errors.ts';
import { loginFile, readLogin, removeLogin } from '../login/login-files.ts';
import { postForm } from '../login/login-grant.ts';
import { withLoginLock } from '../login/login-lock.ts';
import type { Terminal } from '../terminal.ts';

/** Ends the login to a bus: there first, then on this machine. @throws SimpulError `SIMPUL_CLI_LOGIN_MISSING` */
export async function logOut(options: BusOptions, terminal: Terminal): Promise<void> {
  await withBus(options, terminal, async (bus) => {
    const file = loginFile(bus.publicUrl, terminal);
    await withLoginLock(file, terminal, async () => {
      const login = await readLogin(file);
      if (login === undefined) throw new SimpulError(CLI.LOGIN_MISSING, { params: { url: bus.publicUrl } });
      const answer = await postForm(bus, '/oauth2/revoke', { token: login.refreshToken });
      if (answer.status !== 200) throw failureOf(answer, bus.url);
      await removeLogin(file);
    });
    const { publicUrl: url } = bus;
    terminal.out(options.json === true ? `${JSON.stringify({ signed_in: false, url })}\n` : `Signed out of ${url}.\n`);
  });
}
