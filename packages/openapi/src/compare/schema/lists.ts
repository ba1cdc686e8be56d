import { itemsOf } from '../side.ts';
import { placesOf, type Scope } from './scope.ts';
import { conjunction, stated, type View } from './view.ts';

/** Items of lists. */
export function compareLists(before: View, after: View, scope: Scope): void {
  const b = stated(before, 'prefixItems').flatMap(itemsOf);
  const a = stated(after, 'prefixItems').flatMap(itemsOf);
  if (b.length === a.length) {
    for (const [i, item] of b.entries()) scope.compare(conjunction([item]), conjunction([a[i]]));
  } else {
    scope.tell('unclear', 'keyword-changed', placesOf(before, after), 'prefixItems');
  }
  scope.compare(conjunction(stated(before, 'items')), conjunction(stated(after, 'items')));
}
