import { describe, expect, it } from '@jest/globals';
import type { Finding } from '@simpul/contracts';
import { AUDIT, SimpulError } from '@simpul/errors';
import { deliverReports } from '../../src/completeness/deliver-reports.ts';
import { Outbox } from '../../src/completeness/outbox.ts';

const finding = (id: string): Finding => ({ id, kind: 'integrity', at: 1, log: 'L', detail: '' });
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('an outbox', () => {
  it('gives what it has when it is asked, and waits otherwise', async () => {
    const outbox = new Outbox();
    const asked = outbox.next();
    void outbox.add(finding('a'));
    expect(await asked).toEqual([{ finding: finding('a') }]);
    void outbox.add(finding('b'));
    outbox.logger.warn({ n: 1, err: new Error('why') }, 'text');
    expect(await outbox.next()).toEqual([
      { finding: finding('b') },
      {
        line: {
          level: 'warn',
          fields: { n: 1 },
          error: { name: 'Error', message: 'why', stack: expect.stringContaining('outbox.test') },
          message: 'text',
        },
      },
    ]);
  });

  it('holds a finding for kept only when more is asked for', async () => {
    const outbox = new Outbox();
    let isKept = false;
    void outbox.add(finding('a')).then(() => (isKept = true));
    await outbox.next();
    await turn();
    expect(isKept).toBe(false);
    void outbox.next();
    await turn();
    expect(isKept).toBe(true);
  });

  it('that is closed lets nobody wait, and takes no finding for kept', async () => {
    const outbox = new Outbox();
    const given = outbox.add(finding('a'));
    await outbox.next();
    const waiting = outbox.add(finding('b'));
    outbox.close();
    await expect(given).rejects.toThrow('closed');
    await expect(waiting).rejects.toThrow('closed');
    await expect(outbox.add(finding('c'))).rejects.toThrow('closed');
    await outbox.next();
    expect(await outbox.next()).toEqual([]);
  });
});

describe('delivery', () => {
  it('keeps every finding and writes every line, until the end', async () => {
    const outbox = new Outbox();
    const kept: string[] = [];
    const lines: unknown[] = [];
    const write = (...line: unknown[]): void => void lines.push(line);
    const logger = { info: write, error: write } as never;
    const delivered = deliverReports({
      next: () => outbox.next(),
      add: async ({ id }) => kept.push(id),
      logger,
    });
    await Promise.all([outbox.add(finding('a')), outbox.add(finding('b'))]);
    outbox.logger.info({ n: 1 }, 'text');
    outbox.logger.error({ err: new SimpulError(AUDIT.BUSY) }, 'failed');
    await outbox.add(finding('c'));
    outbox.close();
    await delivered;
    expect(kept).toEqual(['a', 'b', 'c']);
    expect(lines).toEqual([
      [{ n: 1 }, 'text'],
      [{ err: expect.objectContaining({ code: 'SIMPUL_AUDIT_BUSY' }) }, 'failed'],
    ]);
  });

  it('ends with the failure of what keeps, so that nothing counts as kept', async () => {
    const outbox = new Outbox();
    const failed = new Error('no space');
    const delivered = deliverReports({
      next: () => outbox.next(),
      add: () => Promise.reject(failed),
      logger: {} as never,
    });
    const added = outbox.add(finding('a'));
    await expect(delivered).rejects.toBe(failed);
    outbox.close();
    await expect(added).rejects.toThrow('closed');
  });
});
