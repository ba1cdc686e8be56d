import type { Actor, Agreement, AgreementEvent, AgreementText, AgreementView } from '@simpul/contracts';
import { AGREEMENT, REGISTRY, SimpulError } from '@simpul/errors';
import type { Kept, Registry } from '../store/snapshot.ts';
import type { Decision } from '../writer.ts';
import { type AgreementFile, fileOf, wholeView } from './agreement-file.ts';
import { agreementLeaf } from './agreement-leaf.ts';
import type { AgreementDeps } from './deps.ts';
import { isPossible, type Life, type LifeAct } from './domain/life.ts';

/** Entries that a history has at most; what takes a right away is written beyond it. */
const MAX_HISTORY = 500;
const TAKES_AWAY: ReadonlySet<AgreementEvent['act']> = new Set(['refuse', 'suspend', 'revoke', 'expire']);

/** What an act makes of an agreement. */
export interface Change {
  readonly agreement: Agreement;
  readonly file: AgreementFile;
  /** The text that the act was about. */
  readonly text: AgreementText;
  readonly event: Omit<AgreementEvent, 'at' | 'by' | 'record'>;
}

/** An agreement as it was found, with what led to it. */
export interface Found {
  readonly kept: Kept<'agreement'>;
  readonly file: AgreementFile;
  readonly life: Life;
}

/** One agreement of the API's. @throws SimpulError `SIMPUL_REGISTRY_UNKNOWN`, `SIMPUL_REGISTRY_MANAGED_BY_FILE` */
export function findAgreement(registry: Registry, id: string): Found {
  const kept = registry.entry('agreement', id);
  const params = { kind: 'agreement', id };
  if (kept === undefined) throw new SimpulError(REGISTRY.UNKNOWN, { params });
  if (kept.managedBy === 'file') throw new SimpulError(REGISTRY.MANAGED_BY_FILE, { params });
  const file = fileOf(registry, id);
  return { kept, file, life: { status: kept.value.status, pending: file.pending } };
}

/** @throws SimpulError `SIMPUL_AGREEMENT_STATE` where an act is not possible as things stand */
export function requirePossible(act: LifeAct, { kept, life }: Found): void {
  if (isPossible(act, life)) return;
  const waiting = life.pending === undefined ? 'no text waits' : `version ${life.pending.text.version} waits`;
  throw new SimpulError(AGREEMENT.STATE, { params: { id: kept.id, status: life.status, waiting, act } });
}

/**
 * Makes an act on an agreement: its leaf first, then agreement and history in one commit.
 * @param actor - undefined: the bus itself
 * @param decide - pure; called again where another process was faster
 */
export async function changeAgreement(
  { write, now }: Pick<AgreementDeps, 'write' | 'now'>,
  actor: Actor | undefined,
  decide: (registry: Registry) => Change,
): Promise<{ readonly view: AgreementView; readonly change: Change }> {
  const { result, kept } = await write(actor, (registry, record): Decision<Change> => {
    const { agreement, file, text, event } = decide(registry);
    const { id } = agreement;
    if (file.history.length >= MAX_HISTORY && !TAKES_AWAY.has(event.act)) {
      throw new SimpulError(AGREEMENT.TOO_LONG, { params: { id, limit: MAX_HISTORY } });
    }
    const by = actor === undefined ? {} : { by: { kind: actor.kind, id: actor.id } };
    const history = [...file.history, { ...event, ...by, at: now(), record }];
    const change: Change = { agreement, file: { ...file, history }, text, event };
    return {
      changes: [
        { kind: 'agreement', id, managedBy: 'api', value: agreement },
        { kind: 'agreement-file', id, managedBy: 'api', value: stored(change.file) },
      ],
      leaf: agreementLeaf(text, event),
      result: change,
    };
  });
  const agreement = kept.find((each): each is Kept<'agreement'> => each.kind === 'agreement');
  if (agreement === undefined) throw new TypeError('a changed agreement is kept');
  return { view: wholeView(agreement, result.file), change: result };
}

/** A file as the store keeps it: without members that are undefined. */
function stored(file: AgreementFile) {
  const { template, pending, history } = file;
  return { ...(template !== undefined && { template }), ...(pending !== undefined && { pending }), history } as never;
}
