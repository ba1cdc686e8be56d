import type { AgreementWish } from '@simpul/contracts';
import { isSimpulError, REGISTRY } from '@simpul/errors';
import { requestAgreement } from '../api/agreements.ts';
import type { Session } from '../api/session.ts';
import type { BusOptions } from '../credentials/bus-address.ts';
import { formatRequested } from '../output/agreements.ts';
import { advise } from '../output/advice.ts';
import { readEndpoint } from '../registry/endpoint.ts';
import { fullId, localId } from '../registry/object-id.ts';
import { unknownService } from '../registry/unknown-service.ts';
import type { Terminal } from '../terminal.ts';
import { withOfficialSession } from './official-session.ts';

/** Options of `simpul access request`. */
export interface RequestAccessOptions extends BusOptions {
  /** Who will call. */
  readonly as: string;
  readonly purpose?: string;
  readonly purposeText?: string;
  readonly legalBasis?: string;
  readonly template?: string;
  readonly id?: string;
  readonly endpoint?: readonly string[];
  readonly element?: readonly string[];
  readonly from?: string;
  readonly until?: string;
  readonly pks?: readonly string[];
  readonly perDay?: number;
  readonly perMinute?: number;
  readonly major?: number;
  readonly signatures?: AgreementWish['signatures'];
  readonly onBehalfOf?: string;
  readonly providedFor?: string;
  readonly reason?: string;
}

/**
 * Asks for an agreement: for a system to use a service, for a purpose and on a legal basis.
 *
 * @throws SimpulError `SIMPUL_CLI_USAGE`, `SIMPUL_REGISTRY_*`, `SIMPUL_DUTY_*`
 */
export async function runRequestAccess(text: string, options: RequestAccessOptions, terminal: Terminal): Promise<void> {
  const { as, ...caller } = options;
  await withOfficialSession({ options: caller, terminal, official: 'sandbox-integrator' }, async (session) => {
    const service = await fullId('service', text, session.bus);
    const consumer = /^group:|^\*$/.test(as) ? as : await fullId('subsystem', as, session.bus);
    const agreement = await send(session, wishOf({ options, service, consumer }));
    terminal.out(options.json === true ? `${JSON.stringify(agreement)}\n` : formatRequested(agreement));
  });
}

interface Wanted {
  readonly options: RequestAccessOptions;
  readonly service: string;
  readonly consumer: string;
}

function wishOf({ options, service, consumer }: Wanted): AgreementWish {
  const { purpose, purposeText, perMinute } = options;
  const given: Record<keyof AgreementWish, unknown> = {
    id: options.id,
    template: options.template,
    consumer,
    service,
    eligibility: undefined,
    major: options.major,
    endpoints: options.endpoint?.map(readEndpoint),
    purpose: purpose && { code: purpose, ...(purposeText !== undefined && { text: { id: purposeText } }) },
    legalBasis: options.legalBasis,
    dataElements: options.element,
    personal: undefined,
    validFrom: options.from,
    validUntil: options.until,
    quota: perMinute && { perMinute },
    expectedPerDay: options.perDay,
    pks: options.pks,
    signatures: options.signatures,
    onBehalfOf: options.onBehalfOf,
    providedFor: options.providedFor,
    reason: options.reason,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as AgreementWish;
}

async function send(session: Session, wish: AgreementWish) {
  try {
    return await requestAgreement(session, wish);
  } catch (error) {
    if (!isSimpulError(error, REGISTRY.INVALID)) throw error;
    const isMissing = (place: string) => error.faults.some((fault) => fault.place === place && fault.rule === 'exists');
    if (isMissing('/service') && wish.service !== undefined) throw await unknownService(wish.service, session.bus);
    if (!isMissing('/consumer')) throw error;
    throw advise(error, `check --as ${localId(wish.consumer)}; a new system is registered with "simpul system add"`);
  }
}
