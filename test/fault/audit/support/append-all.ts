import { append } from './append.ts';
import type { WireLeaf } from './source.ts';

/** Sends leaves as one call. @returns their ids. @throws Error unless all are acknowledged */
export async function appendAll(server: { readonly url: string }, leaves: readonly WireLeaf[]): Promise<string[]> {
  const { acknowledged, code } = await append(server, leaves);
  if (acknowledged.length === leaves.length) return [...acknowledged];
  throw new Error(`only ${acknowledged.length} of ${leaves.length} leaves were acknowledged (${code ?? 'no error'})`);
}
