import { dirname } from 'node:path';
import type { ComposeConfig } from '../compose-config.ts';

/** Where a process keeps what it knows of registry and denylist; undefined where both are in it, and start with it. */
export function snapshotDirOf({ cluster, layout }: Pick<ComposeConfig, 'cluster' | 'layout'>): string | undefined {
  return cluster === undefined ? undefined : dirname(layout.endpointFile);
}
