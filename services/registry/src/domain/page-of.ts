import { HTTP, SimpulError } from '@simpul/errors';

/** A page of what fits, in the order of ids; `next` is the cursor of the page after it: the last id, base64url. */
export function pageOf<T extends { readonly id: string }>(
  sorted: readonly T[],
  { limit, cursor }: { readonly limit: number; readonly cursor?: string },
  fits: (item: T) => boolean,
): { readonly items: readonly T[]; readonly next: string | undefined } {
  const after = cursor === undefined ? undefined : idIn(cursor);
  const items: T[] = [];
  for (let at = after === undefined ? 0 : firstAfter(sorted, after); at < sorted.length; at++) {
    const item = sorted[at];
    if (item === undefined || !fits(item)) continue;
    if (items.length === limit) return { items, next: Buffer.from(items.at(-1)?.id ?? '').toString('base64url') };
    items.push(item);
  }
  return { items, next: undefined };
}

/** The id that a cursor names. @throws SimpulError `SIMPUL_HTTP_BAD_REQUEST` for what is no cursor of ours */
function idIn(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (id.trim() !== '' && Buffer.from(id).toString('base64url') === cursor) return id;
  throw new SimpulError(HTTP.BAD_REQUEST, { params: { reason: 'cursor is the value next of a page before' } });
}

/** Where the first id stands that comes after another one. */
function firstAfter(sorted: readonly { readonly id: string }[], id: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.id ?? '') > id) high = middle;
    else low = middle + 1;
  }
  return low;
}
