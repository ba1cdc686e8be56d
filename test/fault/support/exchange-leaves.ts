/** What the suites read of a leaf. */
export interface ExchangeLeaf {
  readonly id: string;
  readonly type: string;
  readonly outcome: string;
  /** The call, since the suites' clients name it by a UUID. */
  readonly xRoadId: string;
  readonly src: { readonly node: string; readonly boot: string; readonly seq: number };
}

/** The leaves of exchanges, in the order of the log. */
export function exchangeLeaves(leaves: readonly Buffer[]): ExchangeLeaf[] {
  return leaves
    .map((bytes) => JSON.parse(bytes.toString()) as ExchangeLeaf)
    .filter(({ type }) => type.startsWith('exchange.'));
}

/** Ids of the leaves of one type. */
export function idsOf(leaves: readonly ExchangeLeaf[], type: string): string[] {
  return leaves.filter((leaf) => leaf.type === type).map(({ id }) => id);
}
