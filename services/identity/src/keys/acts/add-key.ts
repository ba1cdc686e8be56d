import type { Actor, SubsystemKey } from '@simpul/contracts';
import { DUTY, KEY, SimpulError } from '@simpul/errors';
import { isLive, type KeyRecord, type MergedKey } from '../domain/merge-keys.ts';
import { verifyPossession } from '../domain/possession.ts';
import { type PublicKey, readPublicKey } from '../domain/public-key.ts';
import { changeKeys, type KeyDecision } from '../change-keys.ts';
import { type KeyDeps, MAX_ENDED, MAX_OVERLAP_DAYS } from '../key-deps.ts';
import type { Keys } from '../keys.ts';
import type { KeyStep } from '../store/key-entry.ts';
import { findSubsystem, keyOf, refuseUnfit, shown, type SubsystemState } from '../subsystem-state.ts';
import type { KeyChange } from '../write-key-leaf.ts';

const DAY_MS = 86_400_000;
/** Milliseconds that the clock of whoever asks may be behind. */
const CLOCKS_MS = 60_000;

/**
 * Adds a key that a subsystem itself holds, and lets the one that it replaces end.
 * @throws SimpulError `SIMPUL_DUTY_ROLE_MISSING` for anybody else, `SIMPUL_KEY_*`, `SIMPUL_RECORD_UNAVAILABLE`
 */
export async function addKey(params: Parameters<Keys['addKey']>[0], deps: KeyDeps): Promise<SubsystemKey> {
  const { subsystem: local, jwk, proof, replaces, actor } = params;
  let isProven = false;
  const record = await changeKeys(deps, async () => {
    const state = await findSubsystem(local, deps);
    const { id } = state;
    if (actor.kind !== 'client' || actor.id !== id) {
      throw new SimpulError(DUTY.ROLE_MISSING, { params: { act: 'key:add' } });
    }
    const key = await readPublicKey(jwk);
    refuseUnfit(state, key, deps);
    const old = replaces === undefined ? undefined : endingKey(keyOf(state, replaces.kid), replaces.until);
    if (!isProven) await useProof(proof, { key, id }, deps);
    isProven = true;
    return decisionOn(state, { key, old, actor }, await tooOld(state, deps));
  });
  const key = await readPublicKey(jwk);
  const added = shown(keyOf(await findSubsystem(local, deps), key.kid));
  return { ...added, ...(record !== undefined && { record }) };
}

type EndingKey = MergedKey & { readonly until: number };

function decisionOn(
  { id }: SubsystemState,
  { key, old, actor }: { readonly key: PublicKey; readonly old: EndingKey | undefined; readonly actor: Actor },
  forgotten: readonly string[],
): KeyDecision {
  const now = Date.now();
  const { kid, alg, jwk } = key;
  const leaves: KeyChange[] = [{ type: 'key.added', subsystem: id, kid, how: 'rotated', actor }];
  const steps: KeyStep[] = [
    { subsystem: id, kid, record: { kid, alg, from: 'rotated', jwk, since: now } },
    ...forgotten.map((one) => ({ subsystem: id, kid: one })),
  ];
  if (old !== undefined) {
    const how = `until ${new Date(old.until).toISOString()}`;
    leaves.push({ type: 'key.revoked', subsystem: id, kid: old.kid, how, actor });
    steps.push({ subsystem: id, kid: old.kid, record: recordOf(old, now) });
  }
  return { leaves, entry: { steps } };
}

/** @throws SimpulError `SIMPUL_KEY_UNTIL_INVALID`, `SIMPUL_KEY_UNKNOWN` */
function endingKey(key: MergedKey, until: number): EndingKey {
  const now = Date.now();
  if (until < now - CLOCKS_MS || until > now + MAX_OVERLAP_DAYS * DAY_MS) {
    throw new SimpulError(KEY.UNTIL_INVALID, { params: { days: MAX_OVERLAP_DAYS } });
  }
  // A key that ends sooner already goes on ending then.
  return { ...key, until: Math.min(until, key.until ?? until) };
}

/** A key of the sandbox goes on by its record: its file will hold the new key. */
function recordOf({ kid, alg, from, jwk, since, until }: EndingKey, now: number): KeyRecord {
  const own = from === 'registry' || jwk === undefined ? {} : { jwk };
  return { kid, alg, from, ...own, since: since ?? now, until };
}

async function useProof(
  proof: string,
  { key, id }: { readonly key: PublicKey; readonly id: string },
  { issuer, replays }: KeyDeps,
): Promise<void> {
  const use = await verifyPossession(proof, key, { subsystem: id, issuer });
  if (await replays.note(use.id, use.expiresAt)) return;
  throw new SimpulError(KEY.PROOF_INVALID, { params: { reason: 'it was used before' } });
}

/**
 * Keys that ended before many others did. Those that are still registered stay known as ended: without their record they
 * would be good again.
 */
async function tooOld({ id, keys }: SubsystemState, { registered }: KeyDeps): Promise<readonly string[]> {
  const given = new Set((await registered(id))?.map(({ kid }) => kid));
  const ended = keys
    .filter((key) => !isLive(key) && key.state !== 'revoked' && !given.has(key.kid))
    .toSorted((a, b) => (b.until ?? 0) - (a.until ?? 0));
  return ended.slice(MAX_ENDED).map(({ kid }) => kid);
}
