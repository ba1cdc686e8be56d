import { describe, expect, it } from '@jest/globals';
import { AUDIT, SimpulError } from '@simpul/errors';
import { commit, fromBase64Url, toBase64Url } from '@simpul/tlog';
import { checkLeaf, parseSideCar, type SentLeaf } from '../src/domain/leaf-check.ts';
import { sha256 } from '../src/domain/sha256.ts';
import type { AuditLog } from '../src/log.ts';
import { LookRecorder } from '../src/look-recorder.ts';

/** A log that is busy at some of its calls, by number. */
function logWith(busyAt: readonly number[]) {
  const stored: SentLeaf[] = [];
  let calls = 0;
  const append = async (leaves: readonly SentLeaf[]) => {
    if (busyAt.includes(calls++)) throw new SimpulError(AUDIT.BUSY);
    stored.push(...leaves);
    return leaves.map(() => 'stored' as const);
  };
  return { log: { append } as unknown as AuditLog, stored };
}

describe('LookRecorder', () => {
  it('chains the leaves of concurrent looks', async () => {
    const { log, stored } = logWith([]);
    const looks = new LookRecorder('audit-1');
    await Promise.all(['a', 'b', 'c'].map((id) => looks.record(log, { id })));
    const leaves = stored.map((leaf) => checkLeaf(leaf).parsed);
    expect(leaves.map(({ actor, src }) => `${actor} ${src.seq}`)).toEqual(['a 0', 'b 1', 'c 2']);
    expect(leaves.map(({ src }) => src.prev)).toEqual([
      undefined,
      ...stored.slice(0, 2).map(({ leaf }) => toBase64Url(sha256(leaf))),
    ]);
  });

  it('says what was viewed', async () => {
    const { log, stored } = logWith([]);
    await new LookRecorder('audit-1').record(log, { id: 'a' }, 'GET /audit/log/L/tile/entries/000');
    const leaves = stored.map((leaf) => checkLeaf(leaf).parsed);
    expect(leaves).toMatchObject([{ type: 'audit.view', actor: 'a', op: 'GET /audit/log/L/tile/entries/000' }]);
  });

  it('holds of a person a commitment, which opens with what stands beside the leaf', async () => {
    const { log, stored } = logWith([]);
    const person = '01890a5d-ac96-774b-bcce-b302099a8057';
    const looks = new LookRecorder('audit-1');
    await looks.record(log, { id: person, person: true });
    await looks.record(log, { id: person, person: true });
    const actors = stored.map((leaf) => checkLeaf(leaf).parsed.actor);
    expect(new Set([...actors, person]).size).toBe(3);
    const [{ sideCar } = { sideCar: new Uint8Array() }] = stored;
    const { actor } = parseSideCar(sideCar);
    expect(actor?.value).toBe(person);
    expect(commit(sha256, fromBase64Url(actor?.salt ?? ''), person)).toBe(actors[0]);
  });

  it('delivers what the log did not take before the next look, so that the chain has no gap', async () => {
    const { log, stored } = logWith([1]);
    const looks = new LookRecorder('audit-1');
    await looks.record(log, { id: 'a' });
    await expect(looks.record(log, { id: 'b' })).rejects.toMatchObject({ code: AUDIT.BUSY.code });
    await looks.record(log, { id: 'c' });
    expect(stored.map((leaf) => checkLeaf(leaf).parsed.actor)).toEqual(['a', 'b', 'c']);
  });
});
