import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../sandbox/eventually.ts';
import { CITY } from './rights-region.ts';
import { codeOf, type RightsBus, startRightsBus } from './rights-bus.ts';

let bus: RightsBus;
beforeAll(async () => {
  bus = await startRightsBus();
});
afterAll(() => bus.stop());

describe('an agreement by what an agency is', () => {
  it('lets in whoever is so, without naming it, and nobody else', async () => {
    expect((await bus.exchange('layak')).status).toBe(200);
    const stranger = await bus.exchange('layak', { client: CITY });
    expect(codeOf(stranger)).toBe('SIMPUL_ACCESS_NO_AGREEMENT');
    expect(stranger.text).toContain(`simpul access request ID-UJI/GOV/PENYEDIA/sistem/layak --as ${CITY}`);
  });

  it('ends for an agency that is no longer so, at once', async () => {
    await bus.change({ kindOfConsumer: 'bumd' });
    const refused = await eventually(async () => {
      const tried = await bus.exchange('layak');
      return tried.status === 200 ? undefined : tried;
    }, 2000);
    expect(codeOf(refused)).toBe('SIMPUL_ACCESS_NO_AGREEMENT');
  });
});
