import { sendRegion } from '../api/region-plan.ts';
import { type BusOptions, withBus } from '../credentials/bus-address.ts';
import { openApi } from '../credentials/open-api.ts';
import { readRegion } from '../output/read-region.ts';
import { formatPlan } from '../output/region-diff.ts';
import type { Terminal } from '../terminal.ts';

const OPERATOR = 'sandbox-operator';

/** Options of `simpul region plan` and `apply`. */
export interface RegionStepOptions extends BusOptions {
  readonly prune?: boolean;
}

interface StepContext {
  readonly options: RegionStepOptions;
  readonly terminal: Terminal;
}

/** What `region plan` and `region apply` have in common: the file is read first, so a mistake in it needs no bus. */
export async function runRegionStep(
  step: 'plan' | 'apply',
  file: string,
  { options, terminal }: StepContext,
): Promise<void> {
  const json = options.json === true;
  const region = await readRegion(file, { terminal, quiet: json });
  await withBus(options, terminal, async (bus) => {
    const session = await openApi(bus, { options, terminal, sandboxClient: OPERATOR, scope: 'region:apply' });
    const plan = await sendRegion(session, step, { region, prune: options.prune === true });
    terminal.out(json ? `${JSON.stringify(plan)}\n` : formatPlan(plan, step === 'apply'));
  });
}
