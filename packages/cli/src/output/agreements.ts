import type { AgreementAct, AgreementEvent, AgreementStep, AgreementView } from '@simpul/contracts';
import { localId } from '../registry/object-id.ts';
import { onRecord } from './registry.ts';

/** Who takes a step, in words. */
const STEPS: Readonly<Record<AgreementStep, string>> = {
  steward: "the data steward of the provider's agency",
  provider: "an operator of the provider's agency",
};
const LABEL_WIDTH = 13;

/** An agreement on one line: number, state, who, what, purpose, until when, and for whom it waits. */
export function formatAgreementLine(agreement: AgreementView): string {
  const { id, status, consumer, service, purpose, validUntil, pending } = agreement;
  const waits = pending === undefined ? [] : [`waits for ${STEPS[pending.awaits]}`];
  return [id, status, `${short(consumer)} -> ${short(service)}`, purpose.code, `until ${validUntil}`, ...waits].join(
    '  ',
  );
}

/** An agreement with all that it says and its history. */
export function formatAgreement(agreement: AgreementView): string {
  const { purpose, endpoints, dataElements, personal, pks, quota, pending, history = [] } = agreement;
  const rows: [string, string | undefined][] = [
    ['agreement', `${agreement.id}, text ${agreement.version}, ${agreement.status}`],
    ['consumer', agreement.consumer],
    ['service', agreement.service],
    ['endpoints', endpoints?.map(({ method, path }) => `${method} ${path}`).join(', ') ?? 'all of the service'],
    ['purpose', `${purpose.code}: ${purpose.text.id}`],
    ['legal basis', agreement.legalBasis],
    ['data', dataElements.length === 0 ? undefined : `${dataElements.join(', ')} (personal data: ${personal})`],
    ['period', `${agreement.validFrom} to ${agreement.validUntil}`],
    ['quota', quota && `${quota.perMinute} a minute`],
    ['PKS', pks?.join(', ')],
    ['on behalf of', agreement.onBehalfOf],
    ['digest', agreement.digest],
    ['waits for', pending && STEPS[pending.awaits]],
  ];
  const shown = rows.flatMap(([label, value]) => (value === undefined ? [] : [`${label.padEnd(LABEL_WIDTH)}${value}`]));
  return text([...shown, ...history.map(formatEvent)]);
}

/** What `simpul access request` did, and who decides now. */
export function formatRequested(agreement: AgreementView): string {
  const { id, consumer, service, pending, history } = agreement;
  return text([
    `Asked for agreement ${id}: ${short(consumer)} may use ${short(service)}.`,
    ...onRecord(history?.at(-1)?.record ?? recordOf(agreement)),
    ...nextStep(id, pending?.awaits),
  ]);
}

const DONE: Readonly<Record<AgreementAct, string>> = {
  approve: 'approved',
  refuse: 'refused',
  suspend: 'suspended',
  resume: 'resumed',
  revoke: 'revoked',
  renew: 'asked to be renewed',
};

/** What a decision did, and what is next. */
export function formatDecided(act: AgreementAct, before: AgreementView, after: AgreementView): string {
  const { id, status, consumer, service, pending, history } = after;
  const by = before.pending === undefined || act !== 'approve' ? '' : ` by ${STEPS[before.pending.awaits]}`;
  const inForce =
    status === 'active' && pending === undefined
      ? [`It is in force until ${after.validUntil}: ${callExample(consumer, service)}`]
      : [];
  return text([
    `Agreement ${id} is ${DONE[act]}${by}.`,
    ...onRecord(history?.at(-1)?.record ?? recordOf(after)),
    ...inForce,
    ...nextStep(id, pending?.awaits),
  ]);
}

function callExample(consumer: string, service: string): string {
  const isSystem = /^[^:*]+\//.test(consumer);
  return `simpul call ${short(service)}/PATH --as ${isSystem ? short(consumer) : 'SYSTEM'}`;
}

function nextStep(id: string, awaits: AgreementStep | undefined): string[] {
  return awaits === undefined ? [] : [`It waits for ${STEPS[awaits]}: simpul access approve ${id}`];
}

function formatEvent({ act, step, version, by, at, reason, record }: AgreementEvent): string {
  const who = by === undefined ? 'the bus' : by.id;
  const parts = [
    new Date(at).toISOString(),
    step === undefined ? act : `${act} (${step})`,
    `text ${version}`,
    `by ${who}`,
    ...(reason === undefined ? [] : [`"${reason}"`]),
    `simpul audit show ${record}`,
  ];
  return parts.join('  ');
}

function recordOf(agreement: object): unknown {
  return (agreement as { readonly record?: unknown }).record;
}

function short(id: string): string {
  return id.includes('/') && !id.startsWith('group:') ? localId(id) : id;
}

function text(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
