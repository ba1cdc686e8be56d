import type { PageRequest } from './page-request.ts';

/**
 * Whether a page of ours sent a request (Fetch Metadata). Browsers name the origin on every POST; a program that names
 * neither has no session that another site could ride on.
 */
export function cameFromHere({ header }: Pick<PageRequest, 'header'>, publicUrl: string): boolean {
  const site = header('sec-fetch-site');
  return header('origin') === publicUrl && (site === undefined || site === 'same-origin');
}
