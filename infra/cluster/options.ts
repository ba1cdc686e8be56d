import { parseArgs } from 'node:util';
import { resolve } from 'node:path';

/** What `npm run cluster` is told. */
export interface ClusterFlags {
  /** Folder of all that it keeps. */
  readonly root: string;
  /** Port of the first edge; the second one has the next. */
  readonly port: number;
  /** Another region than the sandbox's, whose systems run already. */
  readonly region: string | undefined;
  /** A NATS that runs already, and the folder that `simpul nats config` made for it. */
  readonly nats: { readonly url: string; readonly config: string } | undefined;
  /** A database that is there already. */
  readonly mongo: string | undefined;
}

export const USAGE = `npm run cluster -- [options]
  --root DIR         folder of all that it keeps (.simpul-cluster)
  --port PORT        port of the first edge, the second has the next (8080)
  --nats URL         a NATS that runs already, with --nats-config DIR: the folder of "simpul nats config" that it was started with
  --mongo URL        a database on a server of MongoDB's protocol: mongodb://host:port/database
  --region FILE      another region than the sandbox's; its systems must run
`;

/** Reads the command line. @throws TypeError, for who typed it */
export function readOptions(args: readonly string[]): ClusterFlags {
  const { values } = parseArgs({
    args: [...args],
    options: {
      root: { type: 'string', default: '.simpul-cluster' },
      port: { type: 'string', default: '8080' },
      region: { type: 'string' },
      nats: { type: 'string' },
      'nats-config': { type: 'string' },
      mongo: { type: 'string' },
    },
  });
  const { nats, 'nats-config': config } = values;
  if ((nats === undefined) !== (config === undefined)) throw new TypeError('--nats and --nats-config belong together');
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > LAST_PORT - 1)
    throw new TypeError('--port must be a port');
  return {
    root: resolve(values.root),
    port: Number(values.port),
    region: values.region === undefined ? undefined : resolve(values.region),
    nats: nats === undefined || config === undefined ? undefined : { url: nats, config: resolve(config) },
    mongo: values.mongo,
  };
}

const LAST_PORT = 65_535;
