import { type Document, isAlias, isMap, isPair, isScalar, type Node, visit } from 'yaml';

/** Levels of nesting (maps and lists) that a document may have. */
export const MAX_DEPTH = 32;

/** What is refused, and the offset in the text at which it stands. */
interface Refusal {
  readonly offset: number;
  readonly message: string;
}

/** Finds what YAML can do and a reviewed file must not: indirection, types by tag, keys that are not plain. */
export function refusedFeatures(document: Document.Parsed, text: string): readonly Refusal[] {
  const refusals: Refusal[] = [];
  const refuse = (node: Node, message: string): void => {
    refusals.push({ offset: node.range?.[0] ?? 0, message });
  };
  const { tags, yaml } = document.directives;
  if (yaml.explicit === true || Object.keys(tags).some((handle) => handle !== '!!')) {
    refusals.push({ offset: text.search(/^%/m), message: 'expected no directive (%YAML, %TAG)' });
  }
  visit(document, {
    Pair(_, pair) {
      const key = pair.key;
      if (!isScalar(key)) {
        if (isMap(key) || key !== null) refuse(key as Node, 'expected a plain key');
        return visit.SKIP;
      }
      if (key.value === '<<') refuse(key, 'expected no merge key (<<): write the members out');
      return undefined;
    },
    Node(_, node, path) {
      if (isAlias(node)) {
        refuse(node, 'expected no alias (*name): write the value out');
        return undefined;
      }
      if (node.anchor !== undefined) refuse(node, 'expected no anchor (&name)');
      if (node.tag !== undefined) refuse(node, `expected no tag (${node.tag})`);
      if (path.filter((parent) => !isPair(parent)).length > MAX_DEPTH) {
        refuse(node, `expected at most ${MAX_DEPTH} levels of nesting`);
        return visit.BREAK;
      }
      return undefined;
    },
  });
  return refusals;
}
