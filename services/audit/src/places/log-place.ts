import { basename } from 'node:path';

/** A log in a file of one process. */
export interface FilePlace {
  readonly kind: 'sqlite';
  readonly file: string;
}

/** A log in a database that several processes share. */
export interface SharedPlace {
  readonly kind: 'mongo';
  /** May hold a password: it goes into no log line. */
  readonly url: string;
  readonly name: string;
}

/** Where one log lies: a value, so that it can cross to a thread. */
export type LogPlace = FilePlace | SharedPlace;

export function filePlace(file: string): FilePlace {
  return { kind: 'sqlite', file };
}

/** What tells places of one process apart, and may be shown. */
export function nameOfPlace(place: LogPlace): string {
  return place.kind === 'sqlite' ? basename(place.file) : place.name;
}
