import { isJsonObject, type JsonObject } from '../json-object.ts';
import { MAX_REFERENCE_HOPS, MAX_REFERENCES } from '../limits.ts';
import type { MemberFault } from './check-members.ts';
import { walkObjects } from './walk-objects.ts';

/** References lead to parts of the same document, and somewhere: nothing is ever fetched. */
export function* checkReferences(root: JsonObject): Iterable<MemberFault> {
  let references = 0;
  for (const { node, path } of walkObjects(root)) {
    if (!Object.hasOwn(node, '$ref')) continue;
    references += 1;
    const at = [...path, '$ref'];
    if (references > MAX_REFERENCES) {
      const message = {
        en: `expected at most ${MAX_REFERENCES} references`,
        id: `paling banyak ${MAX_REFERENCES} rujukan`,
      };
      yield { path: at, rule: 'references', message };
      return;
    }
    const problem = problemOf(root, node['$ref']);
    if (problem) yield { path: at, ...problem };
  }
}

const REMOTE = {
  rule: 'reference-remote',
  message: {
    en: 'expected a reference inside the document (#/…): nothing is fetched',
    id: 'rujukan harus ke dalam dokumen ini (#/…): tidak ada yang diunduh',
  },
};
const UNRESOLVED = {
  rule: 'reference-unresolved',
  message: {
    en: 'expected a reference to a part that is there',
    id: 'rujukan harus menuju bagian yang ada',
  },
};
const CIRCULAR = {
  rule: 'reference-circular',
  message: {
    en: 'expected a reference that leads to something else than references in a circle',
    id: 'rujukan tidak boleh hanya berputar ke rujukan lain',
  },
};

function problemOf(root: JsonObject, reference: unknown): Omit<MemberFault, 'path'> | undefined {
  let next = reference;
  for (let hops = 0; hops <= MAX_REFERENCE_HOPS; hops += 1) {
    if (typeof next !== 'string' || !(next === '#' || next.startsWith('#/'))) return REMOTE;
    const target = targetOf(root, next);
    if (target === undefined) return UNRESOLVED;
    if (!isJsonObject(target.value) || !Object.hasOwn(target.value, '$ref')) return undefined;
    next = target.value['$ref'];
  }
  return CIRCULAR;
}

/** What a local reference points to; undefined where it points nowhere. */
export function targetOf(root: JsonObject, reference: string): { readonly value: unknown } | undefined {
  let node: unknown = root;
  for (const token of reference.split('/').slice(1)) {
    const key = tokenOf(token);
    if (key === undefined || typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) return undefined;
    node = (node as Readonly<Record<string, unknown>>)[key];
  }
  return { value: node };
}

function tokenOf(raw: string): string | undefined {
  try {
    return decodeURIComponent(raw).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return undefined;
  }
}
