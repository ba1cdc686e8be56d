/** Whether this run takes its time (`npm run soak`): every point of a sweep, minutes of load. */
export const IS_SOAK = process.env['SIMPUL_SOAK'] === '1';

/** The points 1 to `count` of a sweep: all of them in a soak, else the first, the middle and the last. */
export function sweepPoints(count: number): number[] {
  if (IS_SOAK) return Array.from({ length: count }, (_, i) => i + 1);
  return [...new Set([1, Math.ceil(count / 2), count])].filter((point) => point >= 1 && point <= count);
}
