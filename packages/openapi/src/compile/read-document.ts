import type { OpenApiDocument } from '../open-api-document.ts';
import { readOpenApi } from '../read/read-open-api.ts';
import { unusable } from './unusable.ts';

/**
 * Reads a registered contract's text.
 *
 * @throws SimpulError `CONTRACT.UNUSABLE` with the first reason and its place
 */
export function readDocument(text: string): OpenApiDocument {
  const { document, findings } = readOpenApi(text);
  if (document) return document;
  const [first] = findings;
  throw unusable(first === undefined ? 'it cannot be read' : `line ${first.line}: ${first.message.en}`);
}
