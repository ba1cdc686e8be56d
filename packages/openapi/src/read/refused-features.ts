import { type Event, EVENT_ID, getScalarValue } from 'js-yaml';
import type { Wording } from '../finding.ts';
import { MAX_DEPTH } from '../limits.ts';
import type { OffsetFault } from './fault.ts';
import { ABSENT, type NodeEvent, offsetOf } from './yaml-events.ts';

/** Finds what YAML can do and a reviewed document must not: indirection, types by tag, keys that are not plain. */
export function refusedFeatures(events: readonly Event[], text: string): readonly OffsetFault[] {
  const faults: OffsetFault[] = [];
  const refuse = (offset: number, rule: string, message: Wording): void => {
    faults.push({ offset, rule, message });
  };
  /** Of each collection that is open: whether a key comes next; undefined in lists and documents. */
  const open: (boolean | undefined)[] = [];
  let documents = 0;
  let last = 0;
  for (const event of events) {
    if (event.type === EVENT_ID.POP) {
      open.pop();
      continue;
    }
    if (event.type === EVENT_ID.DOCUMENT) {
      documents += 1;
      if (documents > 1) refuse(afterDocument(text, last), 'yaml-documents', DOCUMENTS);
      if (event.directives.length > 0) refuse(Math.max(text.search(/^%/m), 0), 'yaml-directive', DIRECTIVE);
      open.push(undefined);
      continue;
    }
    last = offsetOf(event) ?? last;
    // The document itself is open too.
    if (open.length > MAX_DEPTH) {
      refuse(last, 'nesting', TOO_DEEP);
      break;
    }
    const isKey = open.at(-1);
    if (isKey !== undefined) open[open.length - 1] = !isKey;
    if (isKey === true) refuseKey(event, last);
    refuseProperties(event);
    if (event.type === EVENT_ID.MAPPING) open.push(true);
    else if (event.type === EVENT_ID.SEQUENCE) open.push(undefined);
  }
  return faults;

  function refuseKey(event: NodeEvent, offset: number): void {
    if (event.type !== EVENT_ID.SCALAR || event.valueStart === ABSENT) refuse(offset, 'yaml-key', KEY);
    else if (getScalarValue(text, event) === '<<') refuse(offset, 'yaml-merge', MERGE);
  }

  function refuseProperties(event: NodeEvent): void {
    // The sign before the name is not in the range.
    if (event.anchorStart !== ABSENT) {
      const isAlias = event.type === EVENT_ID.ALIAS;
      refuse(event.anchorStart - 1, isAlias ? 'yaml-alias' : 'yaml-anchor', isAlias ? ALIAS : ANCHOR);
    }
    if (event.type === EVENT_ID.ALIAS || event.tagStart === ABSENT) return;
    const tag = text.slice(event.tagStart, event.tagEnd);
    refuse(event.tagStart, 'yaml-tag', { en: `expected no tag (${tag})`, id: `tidak boleh ada tag (${tag})` });
  }
}

/** Where a document begins that follows another one. */
function afterDocument(text: string, last: number): number {
  const mark = text.indexOf('\n---', last);
  return mark === -1 ? last : mark + 1;
}

export const TOO_DEEP = {
  en: `expected at most ${MAX_DEPTH} levels of nesting`,
  id: `paling banyak ${MAX_DEPTH} tingkat sarang`,
};
const DOCUMENTS = { en: 'expected one document', id: 'hanya boleh ada satu dokumen' };
const DIRECTIVE = { en: 'expected no directive (%YAML, %TAG)', id: 'tidak boleh ada direktif (%YAML, %TAG)' };
const KEY = { en: 'expected a plain key', id: 'kunci harus berupa teks biasa' };
const MERGE = {
  en: 'expected no merge key (<<): write the members out',
  id: 'tidak boleh ada kunci gabung (<<): tuliskan anggotanya',
};
const ALIAS = {
  en: 'expected no alias (*name): write the value out',
  id: 'tidak boleh ada alias (*nama): tuliskan nilainya',
};
const ANCHOR = { en: 'expected no anchor (&name)', id: 'tidak boleh ada jangkar (&nama)' };
