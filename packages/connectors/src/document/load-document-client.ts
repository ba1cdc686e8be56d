import type * as Documents from './fetch-document.ts';

/** Loads what gets documents on first use: most regions keep no keys at addresses. */
export function loadDocumentClient(): Promise<typeof Documents> {
  return import('./fetch-document.ts');
}
