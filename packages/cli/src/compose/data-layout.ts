import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

const PRIVATE = 0o700;

/** Where things stand in a data folder (design 02). */
export interface DataLayout {
  readonly folder: string;
  readonly instanceFile: string;
  readonly keys: string;
  readonly credentials: string;
  readonly endpointFile: string;
  readonly logFile: string;
  readonly lockFile: string;
  /** What is stored here and nowhere else. */
  readonly storeFolder: string;
  /** SQLite file of a service. */
  store(service: string): string;
}

/** Names the places of a data folder and makes its folders, for the owner alone. */
export function openDataFolder(folder: string): DataLayout {
  for (const part of ['', 'keys', 'store', 'credentials', 'run'])
    mkdirSync(join(folder, part), { recursive: true, mode: PRIVATE });
  return layoutOf(folder);
}

/** Names the places of a data folder, and makes nothing. */
export function layoutOf(folder: string): DataLayout {
  return {
    folder,
    instanceFile: join(folder, 'instance.json'),
    keys: join(folder, 'keys'),
    credentials: join(folder, 'credentials'),
    endpointFile: join(folder, 'run', 'endpoint.json'),
    logFile: join(folder, 'run', 'simpul.log'),
    lockFile: join(folder, 'run', 'lock.sqlite'),
    storeFolder: join(folder, 'store'),
    store: (service) => join(folder, 'store', `${service}.sqlite`),
  };
}
