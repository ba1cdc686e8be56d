import type { SubsystemKey } from '@simpul/contracts';
import { DUTY, KEY, SimpulError } from '@simpul/errors';
import { isLive, type KeyRecord, type MergedKey } from '../domain/merge-keys.ts';
import { verifyPossession } from '../domain/possession.ts';
import { readPublicKey } from '../domain/public-key.ts';
import { type KeyDeps, MAX_ENDED, MAX_OVERLAP_DAYS } from '../key-deps.ts';
import type { Keys } from '../keys.ts';
import { findSubsystem, keyOf, refuseUnfit, shown } from '../subsystem-state.ts';
import { writeKeyLeaf } from '../write-key-leaf.ts';

const DAY_MS = 86_400_000;
/** Milliseconds that the clock of whoever asks may be behind. */
const CLOCKS_MS = 60_000;

/**
 * Adds a key that a subsystem itself holds, and lets the one that it replaces end.
 * @throws SimpulError `SIMPUL_DUTY_ROLE_MISSING` for anybody else, `SIMPUL_KEY_*`, `SIMPUL_RECORD_UNAVAILABLE`
 */
export async function addKey(params: Parameters<Keys['addKey']>[0], deps: KeyDeps): Promise<SubsystemKey> {
  const { subsystem: local, jwk, proof, replaces, actor } = params;
  const state = findSubsystem(local, deps);
  const { id } = state;
  if (actor.kind !== 'client' || actor.id !== id) {
    throw new SimpulError(DUTY.ROLE_MISSING, { params: { act: 'key:add' } });
  }
  const key = await readPublicKey(jwk);
  refuseUnfit(state, key, deps);
  const old = replaces === undefined ? undefined : endingKey(keyOf(state, replaces.kid), replaces.until);
  await useProof(proof, { key, id }, deps);
  const added = { type: 'key.added', subsystem: id, kid: key.kid, how: 'rotated', actor } as const;
  const record = await writeKeyLeaf(deps.leaves, added);
  if (old !== undefined) {
    const how = `until ${new Date(old.until).toISOString()}`;
    await writeKeyLeaf(deps.leaves, { type: 'key.revoked', subsystem: id, kid: old.kid, how, actor });
  }
  const now = Date.now();
  const { kid, alg } = key;
  await deps.records.put(id, { kid, alg, from: 'rotated', jwk: key.jwk, since: now });
  if (old !== undefined) await deps.records.put(id, recordOf(old, now));
  await forgetEnded(id, state.keys, deps);
  return { ...shown(keyOf(findSubsystem(local, deps), kid)), record };
}

/** @throws SimpulError `SIMPUL_KEY_UNTIL_INVALID`, `SIMPUL_KEY_UNKNOWN` */
function endingKey(key: MergedKey, until: number): MergedKey & { readonly until: number } {
  const now = Date.now();
  if (until < now - CLOCKS_MS || until > now + MAX_OVERLAP_DAYS * DAY_MS) {
    throw new SimpulError(KEY.UNTIL_INVALID, { params: { days: MAX_OVERLAP_DAYS } });
  }
  // A key that ends sooner already goes on ending then.
  return { ...key, until: Math.min(until, key.until ?? until) };
}

/** A key of the sandbox goes on by its record: its file will hold the new key. */
function recordOf(
  { kid, alg, from, jwk, since, until }: MergedKey & { readonly until: number },
  now: number,
): KeyRecord {
  const own = from === 'registry' || jwk === undefined ? {} : { jwk };
  return { kid, alg, from, ...own, since: since ?? now, until };
}

async function useProof(
  proof: string,
  { key, id }: { readonly key: Awaited<ReturnType<typeof readPublicKey>>; readonly id: string },
  { issuer, replays }: KeyDeps,
): Promise<void> {
  const use = await verifyPossession(proof, key, { subsystem: id, issuer });
  if (await replays.note(use.id, use.expiresAt)) return;
  throw new SimpulError(KEY.PROOF_INVALID, { params: { reason: 'it was used before' } });
}

/** Those that are still registered stay known as ended: without their record they would be good again. */
async function forgetEnded(id: string, keys: readonly MergedKey[], { records, registered }: KeyDeps): Promise<void> {
  const given = new Set(registered(id)?.map(({ kid }) => kid));
  const ended = keys
    .filter((key) => !isLive(key) && key.state !== 'revoked' && !given.has(key.kid))
    .toSorted((a, b) => (b.until ?? 0) - (a.until ?? 0));
  for (const { kid } of ended.slice(MAX_ENDED)) await records.forget(id, kid);
}
