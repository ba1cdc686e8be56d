import type { ChildProcess } from 'node:child_process';

/** A real `simpul up`, in a process of its own; in the cluster shape a whole cluster, whose first edge it is. */
export interface LaunchedSimpul {
  readonly process: ChildProcess;
  readonly url: string;
  readonly port: number;
  readonly metricsUrl: string;
  readonly data: string;
  /** What it printed so far. */
  output(): string;
  /** SIGTERM, then its exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
}

export interface LaunchOptions {
  readonly region: string;
  readonly data: string;
  /** 0 picks a free one; give the same again for a data folder that exists. */
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** More arguments of `up`. */
  readonly args?: readonly string[];
  /** A command that runs the rest of the line, such as strace with its options. */
  readonly prefix?: readonly string[];
}
