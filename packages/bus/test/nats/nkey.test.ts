import { describe, expect, it } from '@jest/globals';
import { createNkey, publicNkey } from '../../src/nats/nkey.ts';

describe('the key of a NATS user', () => {
  it('is of users, and its seed gives its public half', () => {
    const { seed, publicKey } = createNkey();
    expect(seed).toMatch(/^SU[A-Z2-7]{56}$/);
    expect(publicKey).toMatch(/^U[A-Z2-7]{55}$/);
    expect(publicNkey(`${seed}\n`)).toBe(publicKey);
    expect(createNkey().seed).not.toBe(seed);
  });

  it('is refused where it is damaged', () => {
    expect(() => publicNkey('SUAMNOSEED')).toThrow();
  });
});
