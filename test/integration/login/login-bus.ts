import { launchSimpul, type LaunchedSimpul, temporaryFolder } from '@simpul/testing';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { TOTP } from 'otpauth';
import { writeSmallRegion } from '../lifecycle/small-region.ts';
import { Browser } from './browser.ts';
import { command, type Ran } from './command.ts';

/** A person with a browser in which he or she is signed in, and a home for the command. */
export interface Somebody {
  readonly id: string;
  readonly email: string;
  readonly home: string;
  readonly browser: Browser;
  /** Runs a command as this person. */
  run(...argv: string[]): Promise<Ran>;
  /** `simpul login`, agreed to in the browser. */
  logIn(): Promise<Ran>;
}

/** A real bus in a process of its own, and people who use it. */
export interface LoginBus {
  readonly simpul: LaunchedSimpul;
  readonly url: string;
  readonly regionFile: string;
  /** Invites somebody, who comes, sets up an authenticator app, and stays signed in. */
  invite(role: string): Promise<Somebody>;
  /** Runs a command on the data folder. */
  asSandbox(...argv: string[]): Promise<Ran>;
  stop(): Promise<void>;
}

/** Starts a sandbox of one member. @param args - more arguments of `up` */
export async function startLoginBus(args: readonly string[] = []): Promise<LoginBus> {
  const folder = temporaryFolder();
  const data = join(folder.path, 'data');
  const regionFile = await writeSmallRegion(folder.path);
  const simpul = await launchSimpul({ region: regionFile, data, args });
  const { url } = simpul;
  let count = 0;
  const asSandbox = (...argv: string[]) => command([...argv, '--data', data], { home: folder.path });

  async function enrol(browser: Browser, link: string): Promise<void> {
    const choice = await browser.submit(await browser.open(link), {});
    if (choice.url.pathname !== '/people/enrolment') throw new Error(`not invited: ${choice.text}`);
    const setUp = await browser.open('/people/enrolment/totp');
    const secret = /name="secret" value="([A-Z2-7]+)"/.exec(setUp.text)?.[1] ?? '';
    const done = await browser.submit(setUp, { code: new TOTP({ secret }).generate() });
    if (done.status !== 200) throw new Error(`not enrolled: ${done.text}`);
  }

  return {
    simpul,
    url,
    regionFile,
    asSandbox,
    async invite(role) {
      count += 1;
      const email = `orang-${count}@example.go.id`;
      const invited = await asSandbox(
        'people',
        'invite',
        '--email',
        email,
        '--name',
        `Orang ${count}`,
        '--role',
        role,
        '--json',
      );
      const { link, person } = JSON.parse(invited.out) as { link: string; person: { id: string } };
      const browser = new Browser(url);
      await enrol(browser, link);
      const home = join(folder.path, `home-${count}`);
      mkdirSync(home);
      return {
        id: person.id,
        email,
        home,
        browser,
        run: (...argv) => command([...argv, '--url', url], { home }),
        logIn: () =>
          command(['login', '--url', url, '--json'], {
            home,
            wait: async (_ms, printed) => {
              const { verification_uri_complete: address } = JSON.parse(printed) as Record<string, string>;
              await browser.submit(await browser.open(String(address)), { decision: 'approve' });
            },
          }),
      };
    },
    async stop() {
      await simpul.stop();
      folder.remove();
    },
  };
}
