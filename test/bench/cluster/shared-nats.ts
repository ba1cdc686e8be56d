import { type ClusterNats, launchNats, writeNatsConfig } from '@simpul/testing';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nkeys } from 'nats';
import type { NatsArguments } from './moleculer/broker.ts';

/** One nats-server for all that is compared. Each cluster has an account in it, so that none meets the processes of another. */
export interface SharedNats {
  /** The way of one of the clusters. */
  clusterOf(name: string): ClusterNats;
  /** The way of plain Moleculer nodes. */
  readonly moleculer: NatsArguments;
  stop(): Promise<void>;
}

const CONFIG = 'nats-server.conf';
/** From where the users begin to the end of the file, as `simpul nats config` writes it. */
const USERS = /users: \[[^]*?\n {2}\]/;
/** Certificates of the server, and of who signed them. */
const CERTIFICATES = ['ca.pem', 'server.pem', 'server-key.pem'];

export async function startSharedNats(folder: string, clusters: readonly string[]): Promise<SharedNats> {
  const accounts: string[] = [];
  const server = join(folder, 'server');
  mkdirSync(server, { recursive: true });
  let head = '';
  for (const name of clusters) {
    const own = join(folder, name);
    await writeNatsConfig(own);
    const text = readFileSync(join(own, CONFIG), 'utf8');
    const users = USERS.exec(text)?.[0];
    if (users === undefined) throw new Error('the configuration of "simpul nats config" names no users');
    accounts.push(`  ${name}: { ${users} }`);
    // All settings but who may do what are the same for all; so is the certificate of the one server.
    if (head === '') {
      head = text.slice(0, text.indexOf('authorization {'));
      for (const file of CERTIFICATES) copyFileSync(join(own, file), join(server, file));
    }
    copyFileSync(join(server, 'ca.pem'), join(own, 'ca.pem'));
  }
  const nkeyFile = join(server, 'moleculer.nk');
  const user = nkeys.createUser();
  writeFileSync(nkeyFile, user.getSeed(), { mode: 0o600 });
  accounts.push(`  moleculer: { users: [ { nkey: ${user.getPublicKey()} } ] }`);
  const config = join(server, CONFIG);
  writeFileSync(config, `${head}accounts {\n${accounts.join('\n')}\n}\n`);
  const launched = await launchNats({ config });
  return {
    clusterOf: (name) => ({ url: launched.url, config: join(folder, name) }),
    moleculer: { url: launched.url, caFile: join(server, 'ca.pem'), nkeyFile },
    stop: () => launched.stop(),
  };
}
