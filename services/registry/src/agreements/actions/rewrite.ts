import { compile } from '@simpul/bus';
import {
  type AgreementText,
  AgreementWish,
  type Params,
  type registryRewriteAgreement,
  type Result,
} from '@simpul/contracts';
import { AGREEMENT, REGISTRY, SimpulError } from '@simpul/errors';
import { digestOfAgreement } from '@simpul/region';
import type { Registry } from '../../store/snapshot.ts';
import { isDeepStrictEqual } from 'node:util';
import { withPending } from '../approve.ts';
import { type Change, changeAgreement, findAgreement, type Found, requirePossible } from '../change-agreement.ts';
import { refuseFaulty } from '../refuse-faulty.ts';
import type { AgreementDeps } from '../deps.ts';
import { mergePatch } from '../../domain/merge-patch.ts';
import { requireAsker } from '../domain/rights.ts';
import type { ContractOperation } from '../domain/contract-operation.ts';
import { isTemplateMember, wishOf, writeText } from '../domain/write-text.ts';
import { lastVersion } from '../renew.ts';
import { tellWaiting } from '../tell.ts';
import { textOf } from '../plain-change.ts';
import { circumstancesOf } from '../../domain/circumstances.ts';

type RewriteParams = Params<typeof registryRewriteAgreement>;
const violationOf = compile(AgreementWish);
const FIXED = 'id and template of an agreement stay what they are';

/**
 * Asks for another text: in place of one that waits and that nobody has approved, or as the next version of one that was
 * in force.
 */
export function createRewrite(deps: AgreementDeps) {
  return async (params: RewriteParams): Promise<Result<typeof registryRewriteAgreement>> => {
    const { id, actor } = params;
    const known = await deps.store.refresh();
    const draft = draftOf(findAgreement(known, id), params, { registry: known, now: deps.now() });
    const operations = await deps.operationsOf(draft.text, known, circumstancesOf(known, deps.now()).day);
    const { view } = await changeAgreement(deps, actor, (registry) => {
      return rewritten(findAgreement(registry, id), params, { registry, now: deps.now(), operations });
    });
    await tellWaiting(deps.notify, view);
    return view;
  };
}

interface Moment {
  readonly registry: Registry;
  readonly now: number;
}

function rewritten(
  found: Found,
  params: RewriteParams,
  { registry, now, operations }: Moment & { readonly operations: readonly ContractOperation[] | undefined },
): Change {
  const { kept, file, life } = found;
  const { expected, actor } = params;
  const { id } = kept;
  if (kept.revision !== expected) {
    throw new SimpulError(REGISTRY.PRECONDITION_FAILED, { params: { kind: 'agreement', id } });
  }
  requirePossible(file.pending === undefined ? 'change' : 'replace', found);
  if (file.pending !== undefined) {
    if (file.pending.requestedBy.id !== actor.id) throw new SimpulError(AGREEMENT.NOT_YOURS, { params: { id } });
    if (file.pending.approvals.length > 0) throw new SimpulError(AGREEMENT.APPROVED_ALREADY, { params: { id } });
  }
  const { text, reason } = draftOf(found, params, { registry, now });
  requireAsker(text, actor, registry);
  const context = circumstancesOf(registry, now);
  refuseFaulty(text, context, operations);
  const digest = digestOfAgreement(text);
  const requestedBy = { kind: actor.kind, id: actor.id };
  const why = reason === undefined ? {} : { reason };
  const pending = { text, digest, requestedBy, requestedAt: now, ...why, approvals: [] };
  return {
    agreement: life.status === 'requested' ? { ...text, status: 'requested', since: context.day, digest } : kept.value,
    file: withPending(file, pending),
    text,
    event: { act: file.pending === undefined ? 'request' : 'replace', version: text.version, digest, ...why },
  };
}

/** The text that is now asked for, and why. Whose right it is and to which service does not change. */
function draftOf({ kept, file, life }: Found, { body, patch }: RewriteParams, { registry, now }: Moment) {
  const before = file.pending?.text ?? textOf(kept.value);
  const { id } = kept;
  const template = file.template === undefined ? undefined : registry.value('template', file.template);
  const asked = readWish(patch ? mergePatch(wishOf(before), body) : body);
  if ((asked.id ?? id) !== id || (asked.template ?? file.template) !== file.template) {
    throw new SimpulError(REGISTRY.INVALID, { faults: [{ place: '', rule: 'fixed', detail: FIXED }] });
  }
  const wish = template === undefined ? asked : withoutSame(asked, before);
  const version = lastVersion(file, before.version) + 1;
  const text = writeText(wish, { id, version, template }, circumstancesOf(registry, now));
  refuseOtherParties(before, text);
  const begun = life.status === 'active' || life.status === 'suspended';
  return { text: begun ? { ...text, validFrom: kept.value.validFrom } : text, reason: asked.reason };
}

/** A wish without what the template says and the text before says likewise: the template says it. */
function withoutSame(wish: AgreementWish, before: AgreementText): AgreementWish {
  const entries = Object.entries(wish).filter(([name, value]) => {
    return !isTemplateMember(name) || !isDeepStrictEqual(value, before[name]);
  });
  return Object.fromEntries(entries) as AgreementWish;
}

function refuseOtherParties(before: AgreementText, { consumer, service }: AgreementText): void {
  const faults = Object.entries({ consumer, service })
    .filter(([name, value]) => before[name as 'consumer' | 'service'] !== value)
    .map(([name]) => ({ place: `/${name}`, rule: 'fixed', detail: 'another party needs an agreement of its own' }));
  if (faults.length > 0) throw new SimpulError(REGISTRY.INVALID, { faults });
}

function readWish(body: unknown): AgreementWish {
  const violation = violationOf(body);
  if (violation === undefined) return body as AgreementWish;
  const { place, rule } = violation;
  throw new SimpulError(REGISTRY.INVALID, { faults: [{ place, rule }] });
}
