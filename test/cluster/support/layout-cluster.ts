import {
  type ClusterLayout,
  copySandboxRegion,
  dropDatabases,
  type FakeAgency,
  freePort,
  launchCluster,
  type LaunchedCluster,
  launchNats,
  launchOneProcess,
  requireMongoServer,
  startFakeAgency,
  temporaryFolder,
  writeNatsConfig,
} from '@simpul/testing';
import { createStandIns } from '@simpul/sandbox';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';

const COMMAND = resolve(import.meta.dirname, '../../../packages/cli/bin/simpul.js');

/** A bus in some layout, with the sandbox's region and its systems. */
export interface LaidOut {
  readonly url: string;
  /** The processes; undefined where all is one. */
  readonly cluster: LaunchedCluster | undefined;
  /** The system behind `BODIES`. */
  readonly agency: FakeAgency;
  /** Runs a command of the command line on the data folder that has the keys. @returns what it printed */
  run(...args: readonly string[]): Promise<string>;
  /** A place for a file. */
  file(name: string): string;
  stop(): Promise<void>;
}

/** A service that takes bodies of up to 64 MiB, and who may call it without a token. */
export const BODIES = '/r1/ID-LA/GOV/18-BIRO-HUKUM/jdih/berkas-besar/isi';
export const BODIES_CONSUMER = 'ID-LA/GOV/18-DISKOMINFO/monitor-uji';

/** Starts a layout on a NATS and a database of its own; `undefined` is the whole bus in one process, on the database. */
export async function layOut(layout: ClusterLayout | undefined): Promise<LaidOut> {
  const folder = temporaryFolder();
  await using stack = new AsyncDisposableStack();
  stack.defer(() => folder.remove());
  const server = requireMongoServer();
  const database = `test_layout_${randomUUID().slice(0, 8)}`;
  stack.defer(() => dropDatabases(server, database));
  const standIns = createStandIns({ port: 0 });
  const address = await standIns.start();
  stack.defer(() => standIns.stop());
  const agency = await startFakeAgency();
  stack.defer(() => agency.stop());
  const region = copySandboxRegion(join(folder.path, 'region'), { standIns: address, edit: withBodies(agency.url) });
  const place = { region, data: join(folder.path, 'data') };
  const mongo = server.urlOf(database);
  let folders: readonly string[] = [place.data];
  let url: string;
  let cluster: LaunchedCluster | undefined;
  if (layout === undefined) {
    const simpul = await launchOneProcess({ ...place, args: ['--mongo', mongo] });
    stack.defer(async () => void (await simpul.stop()));
    ({ url } = simpul);
  } else {
    const config = join(folder.path, 'nats');
    await writeNatsConfig(config);
    const nats = await launchNats({ config: join(config, 'nats-server.conf') });
    stack.defer(() => nats.stop());
    const running = await launchCluster({
      ...place,
      layout,
      mongo,
      port: await freePort(),
      nats: { url: nats.url, config },
    });
    stack.defer(async () => void (await running.stop()));
    folders = running.processes.filter(({ only }) => only === 'identity').map(({ data }) => data);
    ({ url } = running);
    cluster = running;
  }
  const stopping = stack.move();
  return {
    url,
    cluster,
    agency,
    async run(...args) {
      // Of several identity processes one has made the key, and keeps it.
      const env = { ...process.env, SIMPUL_DATA: folders.find(hasKey) };
      return (await promisify(execFile)(process.execPath, [COMMAND, ...args], { env })).stdout;
    },
    file: (name) => join(folder.path, name),
    stop: () => stopping.disposeAsync(),
  };
}

/** Who calls in the examples of the sandbox. */
const CALLER_KEY = 'credentials/GOV.1871-DISDUKCAPIL.siak.jwk';
const hasKey = (folder: string): boolean => existsSync(join(folder, CALLER_KEY));

interface RegionText {
  readonly members: {
    readonly code: string;
    readonly subsystems: { readonly code: string; readonly services?: object[] }[];
  }[];
  readonly agreements: object[];
}

/** Adds the service with large bodies to the sandbox's region. */
function withBodies(url: string): (text: string) => string {
  return (text) => {
    const region = parse(text) as RegionText;
    const member = region.members.find(({ code }) => code === '18-BIRO-HUKUM');
    const subsystem = member?.subsystems.find(({ code }) => code === 'jdih');
    const service = { code: 'berkas-besar', name: { id: 'Berkas besar' }, type: 'REST', version: '1.0.0', url };
    subsystem?.services?.push({ ...service, maxBody: '64MiB', timeoutMs: 20_000 });
    region.agreements.push({
      id: 'PKS-UJI-BERKAS',
      consumer: 'GOV/18-DISKOMINFO/monitor-uji',
      service: 'GOV/18-BIRO-HUKUM/jdih/berkas-besar',
      purpose: { code: 'uji', text: { id: 'Uji' } },
      legalBasis: 'Uji',
      validFrom: '2020-01-01',
      validUntil: '2099-12-31',
    });
    return stringify(region);
  };
}
