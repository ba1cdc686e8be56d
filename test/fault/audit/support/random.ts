/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** At least 0 and below 1. */
  next(): number;
  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number;
  pick<T>(from: readonly [T, ...T[]]): T;
  /** Numbers of its own for one more user, who then changes nothing for the others. */
  fork(): Random;
}

/** A 32-bit step of an additive sequence, and the mixing of splitmix32. */
const STEP = 0x9e3779b9;
const MIX = [0x21f0aaad, 0x735a2d97] as const;
const RANGE = 2 ** 32;

/** The seed of a run: that of `SIMPUL_SEED`, to repeat a run, else a new one. */
export function seedOfRun(): number {
  const given = process.env['SIMPUL_SEED'];
  return given === undefined ? Math.floor(Math.random() * RANGE) : Number(given) >>> 0;
}

/** Random numbers from a seed (splitmix32). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const bits = (): number => {
    state = (state + STEP) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), MIX[0]);
    mixed = Math.imul(mixed ^ (mixed >>> 15), MIX[1]);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  const random: Random = {
    next: () => bits() / RANGE,
    between: (least, most) => least + Math.floor(random.next() * (most - least + 1)),
    pick: (from) => from[random.between(0, from.length - 1)] ?? from[0],
    fork: () => createRandom(bits()),
  };
  return random;
}
