import { describe, expect, it } from '@jest/globals';
import { STORE } from '@simpul/errors';
import { createTurns } from '../../src/domain/in-turn.ts';

describe('work in turn', () => {
  it('begins when what came before has ended, well or not', async () => {
    const inTurn = createTurns();
    const seen: string[] = [];
    const gate = Promise.withResolvers<void>();
    const first = inTurn(async () => {
      await gate.promise;
      seen.push('first');
      throw new Error('failed');
    });
    const second = inTurn(async () => seen.push('second'));
    gate.resolve();
    await expect(first).rejects.toThrow('failed');
    await expect(second).resolves.toBe(2);
    expect(seen).toEqual(['first', 'second']);
  });

  it('is refused when too much waits, and taken again later', async () => {
    const inTurn = createTurns();
    const gate = Promise.withResolvers<void>();
    const waiting = Array.from({ length: 200 }, () => inTurn(() => gate.promise));
    await expect(inTurn(async () => undefined)).rejects.toMatchObject({ code: STORE.BUSY.code });
    gate.resolve();
    await Promise.all(waiting);
    await expect(inTurn(async () => 'done')).resolves.toBe('done');
  });
});
