import type { Document } from '../document-store.ts';
import { identifier, TEXT_COLUMN } from './document-schema.ts';
import { openDatabase } from './open-database.ts';

/**
 * Reads all documents of a collection from a file that no process has open, and changes nothing in it.
 * @param file - with the format that this release writes
 * @throws SimpulError `STORE.NEWER` if a newer release wrote the file, `STORE.FAILED` if it cannot be read
 */
export function readDocuments<D extends Document>(
  file: string,
  { collection, format }: { readonly collection: string; readonly format: number },
): D[] {
  const database = openDatabase({ file, format, readOnly: true });
  try {
    const rows = database.prepare(`SELECT ${TEXT_COLUMN} AS text FROM ${identifier(collection)}`).all();
    return rows.map(({ text }) => JSON.parse(String(text)) as D);
  } finally {
    database.close();
  }
}
