import { describe, expect, it } from '@jest/globals';
import { refuseOtherHistory } from '../../src/witness/start-check.ts';
import { createGrowingLog } from './growing-log.ts';

const log = createGrowingLog();
const other = createGrowingLog('b');
/** Batches end at every tenth leaf. */
const stored = {
  size: 100,
  rootAt: async (size: number) => (size % 10 === 0 && size <= 100 ? log.rootAt(size) : undefined),
};

describe('refuseOtherHistory', () => {
  it('is content with what the store holds', async () => {
    const known = [0, 10, 100].map((size) => ({ witness: 'w', size, root: log.rootAt(size) }));
    await expect(refuseOtherHistory([...known, { witness: 'v', size: 100 }], stored)).resolves.toBeUndefined();
  });

  it.each([
    ['more leaves', { size: 101, root: log.rootAt(101) }, 'w knows 101 leaves of this log, but the store holds 100'],
    ['more leaves, without a root', { size: 101 }, 'w knows 101 leaves of this log, but the store holds 100'],
    [
      'another root of the same size',
      { size: 100, root: other.rootAt(100) },
      'w knows 100 leaves of another history than the 100',
    ],
    [
      'another root of a smaller size',
      { size: 20, root: other.rootAt(20) },
      'w knows 20 leaves of another history than the 100',
    ],
    [
      'a size at which no batch ends',
      { size: 15, root: log.rootAt(15) },
      'w knows 15 leaves of another history than the 100',
    ],
  ])('halts when a witness knows %s', async (_, known, reason) => {
    const checked = refuseOtherHistory([{ witness: 'w', ...known }], stored);
    await expect(checked).rejects.toMatchObject({
      code: 'SIMPUL_AUDIT_HALTED',
      message: expect.stringContaining(reason),
    });
  });
});
