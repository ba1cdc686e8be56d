import type { PlanEntry } from '@simpul/contracts';
import { formatPlan } from './region-diff.ts';

/** What a process that is ready says of itself. */
export interface Welcome {
  readonly publicUrl: string;
  readonly metricsUrl: string;
  readonly folder: string;
  /** Name of a process that is a part of the bus without a door. */
  readonly part?: string | undefined;
  /** Command that makes a real exchange. */
  readonly example: string | undefined;
}

/** Said when everything works. */
export function welcome({ publicUrl, metricsUrl, folder, part, example }: Welcome): string {
  const what = part === undefined ? `Simpul is ready at ${publicUrl}` : `Simpul: ${part} is ready for ${publicUrl}`;
  const call = example === undefined ? '' : `\nA real exchange, from another terminal:\n\n  ${example}\n`;
  return `${what}\n  metrics ${metricsUrl}/metrics   data and log ${folder}\n${call}\nCtrl-C stops it.\n`;
}

/** Said while a start waits for others. */
export function waitingFor(what: readonly string[]): string {
  return `Waiting for ${what.join(', ')}…\n`;
}

/** Said where the region file differs from what is registered. */
export function describePlan(entries: readonly PlanEntry[], file: string): string {
  return `The region file differs from the registry; nothing was changed. "npx simpul region apply ${file}" would do:\n${formatPlan({ entries: [...entries], revision: 0 }, false)}`;
}
