import type { AgreementAct, AgreementStep, AgreementView } from '@simpul/contracts';
import { DUTY, HTTP, isSimpulError } from '@simpul/errors';
import { decideAgreement, type Decision, readAgreement } from '../api/agreements.ts';
import type { Bus } from '../api/bus.ts';
import { type BusOptions, withBus } from '../credentials/bus-address.ts';
import { openApi } from '../credentials/open-api.ts';
import { advise } from '../output/advice.ts';
import { formatDecided } from '../output/agreements.ts';
import type { Terminal } from '../terminal.ts';

/** Options of the commands that decide on an agreement. */
export interface DecideAccessOptions extends BusOptions {
  readonly reason?: string;
  /** Last day, for `renew`. */
  readonly until?: string;
}

/** The client of a sandbox that stands for the person who takes a step. */
const STEP_CLIENTS: Readonly<Record<AgreementStep, string>> = {
  steward: 'sandbox-steward',
  provider: 'sandbox-operator',
};

/**
 * Approves, refuses, suspends, resumes, revokes or renews. In a sandbox on this machine whoever's turn it is acts; elsewhere
 * it is `--client`, or who is logged in.
 *
 * @throws SimpulError `SIMPUL_DUTY_*`, `SIMPUL_AGREEMENT_*`, `SIMPUL_REGISTRY_UNKNOWN`
 */
export async function runDecideAccess(
  act: AgreementAct,
  id: string,
  { options, terminal }: { readonly options: DecideAccessOptions; readonly terminal: Terminal },
): Promise<void> {
  await withBus(options, terminal, async (bus) => {
    const before = await readAgreement(await openAs(bus, 'sandbox-operator', { options, terminal }), id);
    const session = await openAs(bus, clientFor(act, before), { options, terminal });
    const { reason, until } = options;
    const digest = before.pending?.digest;
    const decision: Decision = {
      act,
      ...(reason !== undefined && { reason }),
      ...(until !== undefined && { validUntil: until }),
      ...((act === 'approve' || act === 'refuse') && digest !== undefined && { digest }),
    };
    const after = await decideAgreement(session, id, decision).catch((error: unknown) => {
      throw adviseOnOwn(error, before, session.caller.id);
    });
    terminal.out(options.json === true ? `${JSON.stringify(after)}\n` : formatDecided(act, before, after));
  });
}

/** What the bus says to somebody who may not decide. */
const NOT_FOR_ASKERS = [HTTP.FORBIDDEN, DUTY.ROLE_MISSING, DUTY.OWN_REQUEST];

/** Whoever asked and may not decide is told that it is for another, whatever the bus minded first. */
function adviseOnOwn(error: unknown, { pending, id }: AgreementView, caller: string): unknown {
  const isRefused = NOT_FOR_ASKERS.some((refusal) => isSimpulError(error, refusal));
  if (!(error instanceof Error) || !isRefused || pending?.requestedBy.id !== caller) return error;
  return advise(
    error,
    `you asked for it, so others decide: a data steward, then an operator of the agency that provides; each runs "simpul access approve ${id}"`,
  );
}

function openAs(
  bus: Bus,
  sandboxClient: string,
  { options, terminal }: { readonly options: DecideAccessOptions; readonly terminal: Terminal },
) {
  return openApi(bus, { options, terminal, sandboxClient });
}

function clientFor(act: AgreementAct, { pending }: AgreementView): string {
  if (act === 'renew') return 'sandbox-integrator';
  const isStep = act === 'approve' || act === 'refuse';
  return STEP_CLIENTS[isStep ? (pending?.awaits ?? 'provider') : 'provider'];
}
