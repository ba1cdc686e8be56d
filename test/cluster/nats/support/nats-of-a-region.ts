import { type Bus, createBus, encode, type NatsOptions } from '@simpul/bus';
import type { Party } from '@simpul/contracts';
import { launchNats, type LaunchedNats, temporaryFolder, writeNatsConfig } from '@simpul/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, type NatsConnection, nkeyAuthenticator } from 'nats';

/** A bus of one party, and what it told. */
export interface Member {
  readonly bus: Bus;
  /** Reasons for which it dropped packets, so far. */
  readonly dropped: string[];
  readonly fatal: unknown[];
}

/** A party's own credentials in the hands of somebody who writes his own packets. */
export interface Forger {
  readonly client: NatsConnection;
  /** Publishes a payload as our serializer would write it. */
  send(subject: string, payload: object): Promise<void>;
  /** Resolves with the server's refusal of an operation on a subject. */
  refusal(subject: string): Promise<string>;
}

/** A real nats-server with users and permissions as `simpul nats config` writes them. */
export interface RegionNats {
  readonly nats: LaunchedNats;
  /** Where its configuration lies, with keys and certificates. */
  readonly folder: string;
  nkeyFile(party: Party): string;
  address(party: Party, instance: string): Omit<NatsOptions, 'logger'>;
  /** Makes the bus of a party; who made it starts it. All are stopped by `stop`. */
  member(party: Party, instance: string): Member;
  forger(party: Party): Promise<Forger>;
  stop(): Promise<void>;
}

export async function startRegionNats(): Promise<RegionNats> {
  const folder = temporaryFolder();
  await writeNatsConfig(folder.path);
  const nats = await launchNats({ config: join(folder.path, 'nats-server.conf') });
  const toStop: (() => Promise<unknown>)[] = [];
  const address: RegionNats['address'] = (party, instance) => {
    const { url, caFile } = nats;
    return { url, caFile, nkeyFile: nats.nkeyFile(party), party, instance };
  };
  return {
    nats,
    folder: folder.path,
    nkeyFile: nats.nkeyFile,
    address,
    member(party, instance) {
      const dropped: string[] = [];
      const fatal: unknown[] = [];
      const logger = { info: ignore, warn: ignore, error: ignore };
      const bus = createBus({
        nodeId: 'unused',
        nats: { ...address(party, instance), logger, onFatal: (error) => fatal.push(error) },
        onDropped: (reason) => dropped.push(reason),
      });
      toStop.push(() => bus.stop());
      return { bus, dropped, fatal };
    },
    async forger(party) {
      const client = await connect({
        servers: `127.0.0.1:${nats.port}`,
        tls: { caFile: nats.caFile },
        authenticator: nkeyAuthenticator(Buffer.from(readFileSync(nats.nkeyFile(party), 'utf8').trim())),
      });
      toStop.push(() => client.close());
      return {
        client,
        async send(subject, payload) {
          client.publish(subject, encode(payload));
          await client.flush();
        },
        async refusal(subject) {
          for await (const { permissionContext } of client.status()) {
            if (permissionContext?.subject === subject) return permissionContext.operation;
          }
          throw new Error('the connection ended');
        },
      };
    },
    async stop() {
      for (const stop of toStop.toReversed()) await stop();
      await nats.stop();
      folder.remove();
    },
  };
}

function ignore(): void {
  // What is logged is no part of these suites.
}
