import { expect, it } from '@jest/globals';
import { PEOPLE } from '@simpul/errors';
import { createRateLimiter } from '../../../src/domain/rate-limiter.ts';
import { createDeviceRequests } from '../../../src/provider/people/device-requests.ts';
import type { OauthRecords } from '../../../src/store/oauth-records.ts';

it('lets nobody guess codes for long', async () => {
  const asked: string[] = [];
  const records = { getUndecided: async (code: string) => void asked.push(code) } as unknown as OauthRecords;
  const devices = createDeviceRequests({
    provider: () => {
      throw new Error('no grant without a device');
    },
    records,
    api: 'https://bus.example/api',
    tries: createRateLimiter({ perMinute: 20, burst: 3, maxKeys: 10, now: () => 0 }),
  });
  const guess = (personId: string) => devices.find({ userCode: 'bcdf-ghjk', personId });
  for (let guesses = 0; guesses < 3; guesses++) expect(await guess('siti')).toBeUndefined();
  expect(await devices.approve('BCDFGHJK', { personId: 'budi', sessionId: 's' })).toBe(false);
  await expect(guess('siti')).rejects.toMatchObject({ code: PEOPLE.TOO_MANY_TRIES.code, retryAfter: 3 });
  await expect(devices.refuse('BCDFGHJK', { personId: 'siti' })).rejects.toMatchObject({
    code: PEOPLE.TOO_MANY_TRIES.code,
  });
  expect(asked).toEqual(Array.from({ length: 4 }, () => 'BCDFGHJK'));
});
