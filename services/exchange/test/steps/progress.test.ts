import { describe, expect, it } from '@jest/globals';
import { beginProgress } from '../../src/steps/progress.ts';
import { EXCHANGE_ID, requestOf } from '../sample-region.ts';

describe('X-Road-Id', () => {
  it('is kept as the caller gave it', () => {
    expect(beginProgress(requestOf({ road: { id: 'mine' } }), 'ID-LA')).toMatchObject({
      xRoadId: 'mine',
      madeId: false,
    });
  });

  it.each([{}, { id: '' }])('is made of instance and exchange id where there is none: %j', (road) => {
    expect(beginProgress(requestOf({ road }), 'ID-LA')).toMatchObject({
      xRoadId: `ID-LA-${EXCHANGE_ID}`,
      madeId: true,
    });
  });
});

describe('the time of arrival', () => {
  it.each([
    [90, 90],
    [100, 100],
    [101, 100],
  ])('is what the gateway says, but not later than now: %d', (arrivedAt, believed) => {
    expect(beginProgress(requestOf({ arrivedAt }), 'ID-LA', 100).request.arrivedAt).toBe(believed);
  });
});
