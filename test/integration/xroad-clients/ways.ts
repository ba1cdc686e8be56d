import {
  createAuthority,
  type FakeAgency,
  launchSimpul,
  type MadeCertificate,
  selfSigned,
  startFakeAgency,
} from '@simpul/testing';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchProxy } from '../proxy/proxy-process.ts';
import { type Link, writeRegion } from './region.ts';

/** A door at which a client finds the bus. */
export interface Way {
  readonly link: Link;
  readonly port: number;
  /** For TLS: whom the client trusts, and its own certificate. */
  readonly tls?: { readonly ca: string } & MadeCertificate;
}

/** The three ways of issue 5: an `open` link in a sandbox; in production an `mtls` link, and `simpul proxy`. */
export interface Ways {
  readonly agency: FakeAgency;
  readonly ways: Readonly<Record<Link, Way>>;
  stop(): Promise<void>;
}

/** Starts a sandbox bus, a production bus that speaks TLS, and a proxy for the latter, all before one system. */
export async function startWays(folder: string): Promise<Ways> {
  const file = (name: string, content?: string): string => {
    if (content !== undefined) writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const authority = await createAuthority();
  const door = await authority.server();
  const own = await selfSigned({ name: 'klien' });
  const agency = await startFakeAgency();
  const options = { agency: agency.url, fingerprint: own.fingerprint };
  const sandbox = await writeRegion(folder, { ...options, mode: 'sandbox' });
  const production = await writeRegion(folder, { ...options, mode: 'production' });
  const ca = file('ca.pem', authority.cert);
  const args = ['--tls-cert', file('cert.pem', door.cert), '--tls-key', file('key.pem', door.key)];
  const open = await launchSimpul({ region: sandbox.region, data: file('sandbox') });
  const bus = await launchSimpul({ region: production.region, data: file('production'), args });
  const as = ['--as', 'GOV/KONSUMEN/token', '--key', production.key];
  const proxy = await launchProxy(...as, '--url', `https://localhost:${bus.port}`, '--ca', ca);
  return {
    agency,
    ways: {
      open: { link: 'open', port: open.port },
      mtls: { link: 'mtls', port: bus.port, tls: { ca: authority.cert, ...own } },
      token: { link: 'token', port: proxy.port },
    },
    async stop() {
      await proxy.stop();
      await Promise.all([open.kill(), bus.kill(), agency.stop()]);
    },
  };
}
