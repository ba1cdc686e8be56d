import { request } from 'undici';
import type { WireLeaf } from './source.ts';

/** What became of one append, as its sender knows it. */
export interface AppendResult {
  /** Ids that the log says it holds as they were sent. */
  readonly acknowledged: readonly string[];
  /** Ids under which it holds another leaf. */
  readonly superseded: readonly string[];
  /** Why nothing was acknowledged: `SIMPUL_…` where the log refused, `ECONNRESET` and the like where it fell silent. */
  readonly code: string | undefined;
}

/** Sends leaves as one call. Never rejects: a failure is a result with a `code`. */
export async function append({ url }: { readonly url: string }, leaves: readonly WireLeaf[]): Promise<AppendResult> {
  try {
    // A connection of its own: one that is kept could be closed by the other side just when it is used again.
    const response = await request(`${url}/append`, {
      method: 'POST',
      headers: { connection: 'close' },
      body: JSON.stringify({ leaves }),
    });
    const answer = (await response.body.json()) as { outcomes?: string[]; code?: string };
    if (response.statusCode !== 200) return nothing(answer.code ?? String(response.statusCode));
    const idsWith = (outcome: string): string[] =>
      leaves.filter((_, i) => answer.outcomes?.[i] === outcome).map(({ id }) => id);
    return { acknowledged: idsWith('stored'), superseded: idsWith('superseded'), code: undefined };
  } catch (error) {
    return nothing(codeOf(error));
  }
}

/** The index of a leaf in the log, from its receipt; undefined before a checkpoint covers it. */
export async function receiptOf(server: { readonly url: string }, id: string): Promise<Receipt | undefined> {
  const { statusCode, body } = await request(`${server.url}/audit/v1/receipts/${id}`);
  const text = await body.text();
  if (statusCode === 202) return undefined;
  if (statusCode !== 200) throw new Error(`the receipt of ${id}: ${statusCode} ${text}`);
  const [, index] = /^index (\d+)$/m.exec(text) ?? [];
  if (index === undefined) throw new Error(`a receipt without an index:\n${text}`);
  return { index: Number(index), text };
}

/** A `.tlog-proof` of one leaf. */
export interface Receipt {
  readonly index: number;
  readonly text: string;
}

function nothing(code: string): AppendResult {
  return { acknowledged: [], superseded: [], code };
}

/** Not by `instanceof`: an error of node:net is of another realm than a test. */
function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
}
