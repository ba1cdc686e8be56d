import { join } from 'node:path';
import type { FoundNats } from './find-nats.ts';
import type { FoundStore } from './find-store.ts';
import { LAYOUT } from './layout.ts';
import type { ClusterFlags } from './options.ts';
import { type Part, startPart } from './part.ts';

/** The processes of the cluster. */
export interface Parts {
  /** Resolves when all of them work. */
  readonly ready: Promise<unknown>;
  /** Resolves with the first one that ended, and how. */
  readonly ended: Promise<{ readonly name: string; readonly code: number }>;
  /** Ends one after the other, who is called after who calls it. Asked again, all end at once. */
  stop(): Promise<void>;
}

export interface PartsOptions {
  readonly flags: ClusterFlags & { readonly region: string };
  readonly nats: FoundNats;
  readonly store: FoundStore;
  readonly say: (line: string) => void;
}

/** Address under which the whole cluster is known: that of its first edge, since there is no load balancer before it. */
export function publicUrlOf({ port }: Pick<ClusterFlags, 'port'>): string {
  return `http://localhost:${port}`;
}

/** Starts all of them at once, since their order does not matter. */
export function runParts({ flags, nats, store, say }: PartsOptions): Parts {
  const parts = LAYOUT.map(({ name, only, party, door }) =>
    startPart({
      name,
      args: argumentsOf({
        only,
        region: flags.region,
        data: join(flags.root, name),
        'metrics-port': '0',
        'public-url': publicUrlOf(flags),
        port: door === undefined ? undefined : String(flags.port + door),
        nats: nats.url,
        'nats-ca': nats.caFile,
        'nats-nkey': nats.nkeyFile(party),
      }),
      // Not on the command line, where everybody on the machine could read a password.
      env: { SIMPUL_MONGO: store.url },
      say,
    }),
  );
  let stopping: Promise<void> | undefined;
  return {
    ready: Promise.all(parts.map(({ ready }) => ready)),
    ended: Promise.race(parts.map(async ({ name, ended }) => ({ name, code: await ended }))),
    stop() {
      if (stopping !== undefined) for (const part of parts) part.stop();
      stopping ??= stopInOrder(parts);
      return stopping;
    },
  };
}

async function stopInOrder(parts: readonly Part[]): Promise<void> {
  for (const party of Object.values(Object.groupBy(LAYOUT, (place) => place.party))) {
    const group = parts.filter((part) => party?.some(({ name }) => name === part.name));
    for (const part of group) part.stop();
    await Promise.all(group.map(({ ended }) => ended));
  }
}

function argumentsOf(flags: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(flags).flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}`, value]));
}
