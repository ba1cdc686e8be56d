import type { Actor, AgreementText, AgreementWish, Params, registryRequestAgreement, Result } from '@simpul/contracts';
import { AGREEMENT, REGISTRY, SimpulError } from '@simpul/errors';
import { digestOfAgreement } from '@simpul/region';
import type { Registry } from '../../store/snapshot.ts';
import { type Change, changeAgreement } from '../change-agreement.ts';
import { refuseFaulty } from '../refuse-faulty.ts';
import type { AgreementDeps } from '../deps.ts';
import { requireAsker } from '../domain/rights.ts';
import type { ContractOperation } from '../domain/contract-operation.ts';
import { writeText } from '../domain/write-text.ts';
import { newAgreementId } from '../new-id.ts';
import { tellWaiting } from '../tell.ts';
import { circumstancesOf } from '../../domain/circumstances.ts';

/** Texts of one consumer that wait for a decision at once. */
const MAX_WAITING = 100;

/** Asks for an agreement: by an integrator of the consumer's agency, or by the consumer itself. */
export function createRequest(deps: AgreementDeps) {
  return async ({
    wish,
    actor,
  }: Params<typeof registryRequestAgreement>): Promise<Result<typeof registryRequestAgreement>> => {
    const now = deps.now();
    const id = wish.id ?? newAgreementId(now);
    const known = await deps.store.refresh();
    const draft = textFor(wish, { id, registry: known, now });
    requireAsker(draft, actor, known);
    const operations = await deps.operationsOf(draft, known, circumstancesOf(known, now).day);
    const { view } = await changeAgreement(deps, actor, (registry) => {
      if (registry.entry('agreement', id) !== undefined) throw new SimpulError(AGREEMENT.EXISTS, { params: { id } });
      const text = textFor(wish, { id, registry, now });
      requireAsker(text, actor, registry);
      return requested(wish, { text, actor, registry, operations, now });
    });
    await tellWaiting(deps.notify, view);
    return view;
  };
}

interface Asked {
  readonly text: AgreementText;
  readonly actor: Actor;
  readonly registry: Registry;
  readonly operations: readonly ContractOperation[] | undefined;
  readonly now: number;
}

function requested({ template, reason }: AgreementWish, { text, actor, registry, operations, now }: Asked): Change {
  const context = circumstancesOf(registry, now);
  refuseFaulty(text, context, operations);
  refuseTooMany(text.consumer, registry);
  const digest = digestOfAgreement(text);
  const pending = {
    text,
    digest,
    requestedBy: { kind: actor.kind, id: actor.id },
    requestedAt: now,
    ...(reason !== undefined && { reason }),
    approvals: [],
  };
  return {
    agreement: { ...text, status: 'requested', since: context.day, digest },
    file: { ...(template !== undefined && { template }), pending, history: [] },
    text,
    event: { act: 'request', version: text.version, digest, ...(reason !== undefined && { reason }) },
  };
}

function textFor(wish: AgreementWish, of: { id: string; registry: Registry; now: number }): AgreementText {
  const { id, registry, now } = of;
  const template = wish.template === undefined ? undefined : registry.value('template', wish.template);
  if (wish.template !== undefined && template === undefined) {
    throw new SimpulError(REGISTRY.UNKNOWN, { params: { kind: 'template', id: wish.template } });
  }
  return writeText(wish, { id, version: 1, template }, circumstancesOf(registry, now));
}

function refuseTooMany(consumer: string, registry: Registry): void {
  const waiting = registry.all('agreement').filter(({ value }) => {
    return value.status === 'requested' && value.consumer === consumer;
  });
  if (waiting.length < MAX_WAITING) return;
  throw new SimpulError(AGREEMENT.TOO_MANY, { params: { limit: MAX_WAITING, consumer } });
}
