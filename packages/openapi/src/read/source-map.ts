import { isMap, isNode, isScalar, isSeq, type Node } from 'yaml';

/** A place in a text, 1-based; columns count UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Keys and indices from a document's root. */
export type DataPath = readonly (string | number)[];

/** Finds the place of a part of a document by its path in the data. */
export class SourceMap {
  readonly #root: Node | null;
  readonly #positionOf: (offset: number) => Position;

  constructor(root: Node | null, positionOf: (offset: number) => Position) {
    this.#root = root;
    this.#positionOf = positionOf;
  }

  /** Where the value stands that the path leads to; where it does not exist, the nearest part that does. */
  at(path: DataPath): Position {
    return this.#positionOf(this.#offset(path, 'value'));
  }

  /** Where the key (in a list: the item) stands that the path ends with. */
  atKey(path: DataPath): Position {
    return this.#positionOf(this.#offset(path, 'key'));
  }

  #offset(path: DataPath, want: 'key' | 'value'): number {
    let node: unknown = this.#root;
    let offset = start(node) ?? 0;
    for (const [index, segment] of path.entries()) {
      const step = child(node, segment);
      if (step === undefined) break;
      node = step.value;
      const last = index === path.length - 1;
      offset = (last && want === 'key' ? start(step.key) : start(step.value)) ?? start(step.key) ?? offset;
    }
    return offset;
  }
}

function child(node: unknown, segment: string | number): { key: unknown; value: unknown } | undefined {
  if (isSeq(node)) {
    const item: unknown = node.items[Number(segment)];
    return item === undefined ? undefined : { key: item, value: item };
  }
  if (!isMap(node)) return undefined;
  return node.items.find(({ key }) => isScalar(key) && String(key.value) === String(segment));
}

function start(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
