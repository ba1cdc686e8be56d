import { fullId } from '../full-id.ts';

/** The full id of a reference that the checks have accepted. */
export function idOf(reference: string, instance: string, parts: number): string {
  const id = fullId(reference, instance, parts);
  if (id === undefined) throw new TypeError(`${reference} was not checked against instance ${instance}`);
  return id;
}
