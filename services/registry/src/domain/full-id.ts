import { fullId } from '@simpul/region';

/** An id with its instance; one of another instance, or with too few or too many parts, stays as it is, and is found to be unknown. */
export function fullIdOf(reference: string, instance: string, parts: number): string {
  return fullId(reference, instance, parts) ?? reference;
}
