import type { RegistryObject } from '@simpul/contracts';
import { readDocuments } from '@simpul/store';
import { type Commit, COMMITS, STORE_FORMAT } from './commits.ts';
import { Snapshot, toObject } from './snapshot.ts';

/**
 * Reads the registry of a bus that does not run, and changes nothing.
 * @param file - the registry's store
 * @throws SimpulError `STORE.NEWER`, `STORE.FAILED`
 */
export function readStoredObjects(file: string): RegistryObject[] {
  const commits = readDocuments<Commit>(file, { collection: COMMITS.name, format: STORE_FORMAT });
  const snapshot = new Snapshot();
  for (const commit of commits.toSorted((a, b) => a.first - b.first)) snapshot.apply(commit);
  return [...snapshot.objects()].map(toObject);
}
