import { describe, expect, it } from '@jest/globals';
import { makeExchangeId } from '../../src/road/exchange-id.ts';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('an exchange id', () => {
  it('is a UUIDv7 that holds the time, and none comes twice, however many pools they take', () => {
    const before = Date.now();
    const ids = Array.from({ length: 2000 }, makeExchangeId);
    const after = Date.now();
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) {
      expect(id).toMatch(UUID_V7);
      const time = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
      expect(time).toBeGreaterThanOrEqual(before);
      expect(time).toBeLessThanOrEqual(after);
    }
  });
});
