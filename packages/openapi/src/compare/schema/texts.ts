import type { Effect } from '../report.ts';
import { placesOf, type Scope } from './scope.ts';
import { stated, type View } from './view.ts';

/** Formats whose values are all values of another. */
const WIDER: Readonly<Record<string, string>> = { int32: 'int64', float: 'double', uri: 'uri-reference' };

/** `pattern`, `format` and what texts encode. */
export function compareTexts(before: View, after: View, scope: Scope): void {
  comparePatterns(before, after, scope);
  compareFormats(before, after, scope);
  for (const keyword of ['contentEncoding', 'contentMediaType']) {
    const b = textsOf(before, keyword);
    const a = textsOf(after, keyword);
    if (String(b) !== String(a)) scope.tell('unclear', 'keyword-changed', placesOf(before, after), keyword);
  }
}

function comparePatterns(before: View, after: View, scope: Scope): void {
  const b = textsOf(before, 'pattern');
  const a = textsOf(after, 'pattern');
  const removed = b.filter((pattern) => !a.includes(pattern));
  const added = a.filter((pattern) => !b.includes(pattern));
  const places = placesOf(before, after);
  // Which of two patterns matches more is not decided here.
  if (removed.length > 0 && added.length > 0) scope.tell('unclear', 'pattern-changed', places, added.join(' '));
  else if (added.length > 0) scope.tell('narrowed', 'pattern-added', places, added.join(' '));
  else if (removed.length > 0) scope.tell('widened', 'pattern-removed', places, removed.join(' '));
}

function compareFormats(before: View, after: View, scope: Scope): void {
  const [b] = textsOf(before, 'format');
  const [a] = textsOf(after, 'format');
  const places = placesOf(before, after);
  if (b === a) return;
  if (b === undefined) scope.tell('narrowed', 'format-added', places, a);
  else if (a === undefined) scope.tell('widened', 'format-removed', places, b);
  else scope.tell(formatEffect(b, a), 'format-changed', places, `${b} → ${a}`);
}

function formatEffect(before: string, after: string): Effect {
  if (WIDER[before] === after) return 'widened';
  return WIDER[after] === before ? 'narrowed' : 'unclear';
}

function textsOf(view: View, keyword: string): readonly string[] {
  const texts = stated(view, keyword).flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
  return [...new Set(texts)].toSorted();
}
