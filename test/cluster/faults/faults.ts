import type { FaultCluster } from '../support/fault-cluster.ts';

/** One way to strike one part of the cluster. */
export interface Fault {
  /** What is struck, and how; names the row of the table. */
  readonly name: string;
  /** Strikes. */
  readonly strike: (cluster: FaultCluster) => Promise<void>;
  /** Milliseconds of load before it is undone, by how often it has struck before. */
  readonly lastsMs: (time: number) => number;
  /** Brings back what was struck. */
  readonly undo: (cluster: FaultCluster) => Promise<void>;
}

/** Longer than the heartbeats (3 s), the wait for the log (5 s) and the deadline of an exchange. */
const LONG_MS = 8000;
/** Shorter than every time-out: nobody may notice more than a slow answer. */
const SHORT_MS = 1000;
/** What is killed stays away for as long as a supervisor needs to see it. */
const DEAD_MS = 500;
const CUT_MS = 4000;
/** A delay of what goes each way that leaves calls within their time-outs. */
const DELAY_MS = 150;
const DELAYED_FOR_MS = 3000;

/** Processes that are struck: one of each kind. */
const PROCESSES = ['edge-1', 'identity-1', 'registry-1', 'audit-1', 'signer-1'] as const;
/** Processes whose connections are struck: those that an exchange passes through. */
const LINKED = ['edge-1', 'audit-1'] as const;

const longThenShort = (time: number): number => (time % 3 === 0 ? LONG_MS : SHORT_MS);

/** Processes and servers, killed and stopped. */
const STRUCK: readonly Fault[] = [
  ...PROCESSES.flatMap((name): Fault[] => [
    killed(
      name,
      ({ process }) => process(name).kill(),
      ({ process }) => process(name).start(),
    ),
    stopped(
      name,
      ({ process }) => process(name).pause(),
      ({ process }) => process(name).resume(),
    ),
  ]),
  killed(
    'NATS',
    ({ nats }) => nats.kill(),
    ({ nats }) => nats.start(),
  ),
  stopped(
    'NATS',
    ({ nats }) => nats.pause(),
    ({ nats }) => nats.resume(),
  ),
  ...(['ferretdb', 'postgres'] as const).flatMap((part): Fault[] => [
    killed(
      part,
      ({ store }) => store.kill(part),
      ({ store }) => store.start(),
    ),
    stopped(
      part,
      async ({ store }) => store.signal(part, 'SIGSTOP'),
      ({ store }) => store.signal(part, 'SIGCONT'),
    ),
  ]),
];

/** Connections, cut and delayed. */
const LINKS: readonly Fault[] = LINKED.flatMap((name) =>
  (['nats', 'store'] as const).flatMap((to): Fault[] => {
    const undo = ({ link }: FaultCluster): Promise<void> => link(name, to).mend();
    return [
      { name: `${name} cut from ${to}`, lastsMs: () => CUT_MS, strike: ({ link }) => link(name, to).cut(), undo },
      {
        name: `${name} delayed to ${to}`,
        lastsMs: () => DELAYED_FOR_MS,
        strike: ({ link }) => link(name, to).delay(DELAY_MS),
        undo,
      },
    ];
  }),
);

/** Every fault of the table. */
export const FAULTS: readonly Fault[] = [...STRUCK, ...LINKS];

type Deed = (cluster: FaultCluster) => Promise<void>;

function killed(name: string, strike: Deed, undo: Deed): Fault {
  return { name: `kill -9 of ${name}`, lastsMs: () => DEAD_MS, strike, undo };
}

function stopped(name: string, pause: Deed, resume: (cluster: FaultCluster) => void): Fault {
  return {
    name: `SIGSTOP of ${name}`,
    lastsMs: longThenShort,
    strike: pause,
    undo: async (cluster) => resume(cluster),
  };
}
