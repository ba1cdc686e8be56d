import type { Direction } from '../report.ts';
import type { Part } from '../side.ts';
import { typesOf, valuesOf } from './values.ts';
import { type Conjunction, conjunction, type View, viewOf } from './view.ts';

/** Levels of members that are looked into. */
const MAX_LEVELS = 3;
/** Branches beyond which pairs are not tried. */
const MAX_BRANCHES = 50;

/** Whether it is certain that no value matches two of these schemas. */
export function areDisjoint(branches: readonly Part[], direction: Direction): boolean {
  if (branches.length > MAX_BRANCHES) return false;
  const all = branches.map((branch) => conjunction([branch]));
  return all.every((one, i) =>
    all.slice(i + 1).every((other) => isDisjoint(one, other, { direction, levels: MAX_LEVELS })),
  );
}

interface Look {
  readonly direction: Direction;
  readonly levels: number;
}

function isDisjoint(one: Conjunction, other: Conjunction, look: Look): boolean {
  const a = viewOf(one, look.direction);
  const b = viewOf(other, look.direction);
  if (a.isNever || b.isNever) return true;
  if (haveNoneInCommon(typesOf(a), typesOf(b)) || haveNoneInCommon(valuesOf(a), valuesOf(b))) return true;
  return isObject(a) && isObject(b) && look.levels > 0 && haveDisjointMembers(a, b, look);
}

/** Objects differ surely where a member that both must hold differs, or one must hold what the other refuses. */
function haveDisjointMembers(a: View, b: View, { direction, levels }: Look): boolean {
  const names = [...a.required].filter((name) => b.required.has(name));
  const differ = names.some((name) =>
    isDisjoint(a.properties.get(name) ?? conjunction([]), b.properties.get(name) ?? conjunction([]), {
      direction,
      levels: levels - 1,
    }),
  );
  return differ || demandsRefused(a, b, direction) || demandsRefused(b, a, direction);
}

function demandsRefused(one: View, other: View, direction: Direction): boolean {
  const isClosed = viewOf(other.additional, direction).isNever;
  return isClosed && [...one.required].some((name) => !other.properties.has(name));
}

function isObject(view: View): boolean {
  const types = typesOf(view);
  return types?.size === 1 && types.has('object');
}

function haveNoneInCommon(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): boolean {
  return a !== undefined && b !== undefined && ![...a].some((each) => b.has(each));
}
