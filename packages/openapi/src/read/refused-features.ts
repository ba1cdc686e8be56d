import { type Document, isAlias, isMap, isPair, isScalar, type Node, type Pair, visit } from 'yaml';
import type { Wording } from '../finding.ts';
import { MAX_DEPTH } from '../limits.ts';
import type { OffsetFault } from './fault.ts';

/** Finds what YAML can do and a reviewed document must not: indirection, types by tag, keys that are not plain. */
export function refusedFeatures(document: Document.Parsed, text: string): readonly OffsetFault[] {
  const faults: OffsetFault[] = [];
  const refuse = (node: unknown, rule: string, message: Wording): void => {
    faults.push({ offset: (node as Node | null)?.range?.[0] ?? 0, rule, message });
  };
  const { tags, yaml } = document.directives;
  if (yaml.explicit === true || Object.keys(tags).some((handle) => handle !== '!!')) {
    const message = { en: 'expected no directive (%YAML, %TAG)', id: 'tidak boleh ada direktif (%YAML, %TAG)' };
    faults.push({ offset: text.search(/^%/m), rule: 'yaml-directive', message });
  }
  visit(document, {
    Pair(_, pair) {
      const key = pair.key;
      if (!isScalar(key)) {
        if (isMap(key) || key !== null) {
          refuse(key, 'yaml-key', { en: 'expected a plain key', id: 'kunci harus berupa teks biasa' });
        }
        return visit.SKIP;
      }
      if (key.value === '<<') refuse(key, 'yaml-merge', MERGE);
      return undefined;
    },
    Node(_, node, path) {
      if (isAlias(node)) {
        refuse(node, 'yaml-alias', ALIAS);
        return undefined;
      }
      if (isMap(node)) {
        for (const key of repeatedKeys(node.items)) refuse(key, 'key-repeated', REPEATED);
      }
      if (node.anchor !== undefined) refuse(node, 'yaml-anchor', ANCHOR);
      if (node.tag !== undefined) {
        const message = { en: `expected no tag (${node.tag})`, id: `tidak boleh ada tag (${node.tag})` };
        refuse(node, 'yaml-tag', message);
      }
      if (path.filter((parent) => !isPair(parent)).length > MAX_DEPTH) {
        refuse(node, 'nesting', NESTING);
        return visit.BREAK;
      }
      return undefined;
    },
  });
  return faults;
}

const REPEATED = { en: 'Map keys must be unique', id: 'Kunci tidak boleh berulang' };
const MERGE = {
  en: 'expected no merge key (<<): write the members out',
  id: 'tidak boleh ada kunci gabung (<<): tuliskan anggotanya',
};
const ALIAS = {
  en: 'expected no alias (*name): write the value out',
  id: 'tidak boleh ada alias (*nama): tuliskan nilainya',
};
const ANCHOR = { en: 'expected no anchor (&name)', id: 'tidak boleh ada jangkar (&nama)' };
const NESTING = {
  en: `expected at most ${MAX_DEPTH} levels of nesting`,
  id: `paling banyak ${MAX_DEPTH} tingkat sarang`,
};

/** Compared as members of an object, so `200` and `"200"` are the same; the library's own check is quadratic. */
function* repeatedKeys(pairs: readonly Pair[]): Iterable<unknown> {
  const seen = new Set<string>();
  for (const { key } of pairs) {
    if (!isScalar(key)) continue;
    const name = String(key.value);
    if (seen.has(name)) yield key;
    seen.add(name);
  }
}
