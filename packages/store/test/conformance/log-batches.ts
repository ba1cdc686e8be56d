import { createHash } from 'node:crypto';
import { joinFrames, LEAF_PREFIX, type LogBatch, SIDE_CAR_PREFIX } from '../../src/index.ts';

const ROOT_OF_NOTHING = createHash('sha256').digest();

/** An id in the form of a UUIDv7, the same for the same number. */
export function idOf(index: number): string {
  return `01934f6e-0000-7000-8000-${index.toString(16).padStart(12, '0')}`;
}

export const leafOf = (index: number): Buffer => Buffer.from(`{"leaf":${index}}`);

/** Every third leaf has a side-car. */
export const sideCarOf = (index: number): Buffer => Buffer.from(index % 3 === 0 ? `{"sideCar":${index}}` : '');

/** Stands for the root of a tree of this size; the store does not compute roots. */
export const rootOf = (size: number): Buffer =>
  size === 0 ? ROOT_OF_NOTHING : createHash('sha256').update(`root of ${size}`).digest();

/** The batch of the leaves from `first` to `end`, in a log whose leaf i is always `leafOf(i)`. */
export function batchOf(first: number, end: number, more: Partial<LogBatch> = {}): LogBatch {
  const indexes = Array.from({ length: end - first }, (_, position) => first + position);
  return {
    first,
    at: 1_790_000_000_000 + first,
    ids: indexes.map((index) => idOf(index)),
    bundle: joinFrames(indexes.map(leafOf), LEAF_PREFIX),
    sideCars: joinFrames(indexes.map(sideCarOf), SIDE_CAR_PREFIX),
    prevRoot: rootOf(first),
    root: rootOf(end),
    writer: 'test',
    ...more,
  };
}
