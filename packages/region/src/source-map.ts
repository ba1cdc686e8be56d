import { isMap, isNode, isScalar, isSeq, type Node } from 'yaml';
import type { Finding } from './finding.ts';

/** A place in a text, 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Keys and indices from a document's root. */
export type DataPath = readonly (string | number)[];

/** Finds the place of a part of a document by its path in the data. */
export class SourceMap {
  readonly #file: string;
  readonly #root: Node | null;
  readonly #positionOf: (offset: number) => Position;

  constructor(file: string, root: Node | null, positionOf: (offset: number) => Position) {
    this.#file = file;
    this.#root = root;
    this.#positionOf = positionOf;
  }

  /** A finding at the value that the path leads to; where it does not exist, at the nearest part that does. */
  at(path: DataPath, message: string): Finding {
    return { file: this.#file, ...this.#positionOf(this.#offset(path, 'value')), message };
  }

  /** A finding at the key (in a list: the item) that the path ends with. */
  atKey(path: DataPath, message: string): Finding {
    return { file: this.#file, ...this.#positionOf(this.#offset(path, 'key')), message };
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
