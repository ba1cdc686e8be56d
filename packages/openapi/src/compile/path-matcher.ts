import { type TemplatedSegment, templatedSegment } from './path-segment.ts';
import { unusable } from './unusable.ts';

/** What a path matched: the value that belongs to the template, and the raw values of its parameters. */
export interface PathMatch<T> {
  readonly value: T;
  readonly parameters: ReadonlyMap<string, string>;
}

interface Node<T> {
  /** By decoded text: `%6De` is the concrete segment `me`, not the value of a parameter. */
  readonly concrete: Map<string, Node<T>>;
  readonly templated: { readonly segment: TemplatedSegment; readonly node: Node<T> }[];
  end: { readonly value: T; readonly names: readonly string[] } | undefined;
}

/**
 * Finds the template of a raw path. In each segment, from the left, concrete text wins over a parameter, and a
 * parameter with more text around it over one with less (OpenAPI 3.1, Paths Object). A trailing slash matters.
 */
export class PathMatcher<T> {
  readonly #root: Node<T> = createNode();

  /** @throws SimpulError `CONTRACT.UNUSABLE` for a template that is malformed, or that matches the same as another */
  add(template: string, value: T): void {
    if (!template.startsWith('/')) throw unusable('a path does not begin with a slash');
    let node = this.#root;
    const names: string[] = [];
    for (const text of segmentsOf(template)) {
      const segment = templatedSegment(text);
      if (segment) names.push(...segment.names);
      node = segment ? templatedChild(node, segment) : concreteChild(node, text);
    }
    if (node.end) throw unusable('two paths match the same');
    node.end = { value, names };
  }

  match(rawPath: string): PathMatch<T> | undefined {
    const segments = segmentsOf(rawPath === '' ? '/' : rawPath);
    return find(this.#root, segments, { depth: 0, values: [] });
  }
}

function createNode<T>(): Node<T> {
  return { concrete: new Map(), templated: [], end: undefined };
}

function concreteChild<T>(parent: Node<T>, text: string): Node<T> {
  const key = decoded(text);
  const child = parent.concrete.get(key) ?? createNode<T>();
  parent.concrete.set(key, child);
  return child;
}

function templatedChild<T>(parent: Node<T>, segment: TemplatedSegment): Node<T> {
  const same = parent.templated.find((each) => each.segment.shape === segment.shape);
  if (same) return same.node;
  const node = createNode<T>();
  parent.templated.push({ segment, node });
  parent.templated.sort((a, b) => b.segment.shape.length - a.segment.shape.length);
  return node;
}

function find<T>(
  node: Node<T>,
  segments: readonly string[],
  { depth, values }: { readonly depth: number; readonly values: readonly string[] },
): PathMatch<T> | undefined {
  const raw = segments[depth];
  if (raw === undefined) return node.end && { value: node.end.value, parameters: named(node.end.names, values) };
  const concrete = node.concrete.get(decoded(raw));
  const found = concrete && find(concrete, segments, { depth: depth + 1, values });
  if (found) return found;
  for (const { segment, node: child } of node.templated) {
    const more = segment.match(raw);
    const match = more && find(child, segments, { depth: depth + 1, values: [...values, ...more] });
    if (match) return match;
  }
  return undefined;
}

function segmentsOf(path: string): readonly string[] {
  return path.slice(1).split('/');
}

function named(names: readonly string[], values: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((name, i) => [name, values[i] ?? '']));
}

function decoded(raw: string): string {
  if (!raw.includes('%')) return raw;
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
}
