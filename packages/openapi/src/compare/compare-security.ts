import { isJsonObject } from '../json-object.ts';
import type { Comparing, OperationPair, OperationSide } from './comparing.ts';
import { isSame } from './schema/same.ts';
import { itemsOf, member, membersOf, type Part, resolved } from './side.ts';

/** One way to authenticate: schemes that must all be met, with the scopes of each. */
interface Way {
  readonly schemes: ReadonlyMap<string, readonly string[]>;
}

/**
 * Whoever satisfied the requirements before must satisfy those after (OpenAPI, Security Requirement Object: one of the
 * alternatives is enough, each demands all of its schemes).
 */
export function compareSecurity({ before, after }: OperationPair, { report }: Comparing): void {
  const was = waysOf(before);
  const is = waysOf(after);
  const places = { before: before.part.path, after: after.part.path };
  const isFree = (ways: readonly Way[]): boolean => ways.length === 0 || ways.some(({ schemes }) => schemes.size === 0);
  if (isFree(is)) {
    if (!isFree(was)) report.add({ rule: 'security-removed', severity: 'compatible', places });
    return;
  }
  const everyone: readonly Way[] = isFree(was) ? [{ schemes: new Map() }] : was;
  const serves = (one: Way, other: Way): boolean => isEnough(one, other, [before.part, after.part]);
  const refused = everyone.filter((way) => !is.some((other) => serves(way, other)));
  for (const { schemes } of refused) {
    const what = [...schemes.keys()].join(' + ') || '-';
    report.add({ rule: 'security-changed', severity: 'breaking', places, what });
  }
  if (refused.length === 0 && is.some((other) => !everyone.some((way) => serves(way, other)))) {
    report.add({ rule: 'security-added', severity: 'compatible', places });
  }
}

/** Whether who has what one way demands has all that another demands, under schemes that are still the same. */
function isEnough({ schemes }: Way, other: Way, [before, after]: readonly [Part, Part]): boolean {
  return [...other.schemes].every(([name, scopes]) => {
    const held = schemes.get(name);
    if (held === undefined || !scopes.every((scope) => held.includes(scope))) return false;
    const was = schemeOf(before, name);
    const is = schemeOf(after, name);
    return was !== undefined && is !== undefined && isSame(was, is);
  });
}

function schemeOf({ root }: Part, name: string): Part | undefined {
  const scheme = member({ root, path: [], value: root }, 'components', 'securitySchemes', name);
  return scheme && resolved(scheme);
}

function waysOf({ part }: OperationSide): readonly Way[] {
  const { root } = part;
  const requirements = member(part, 'security') ?? member({ root, path: [], value: root }, 'security');
  return itemsOf(requirements).map((requirement) => ({
    schemes: new Map(
      (isJsonObject(requirement.value) ? membersOf(requirement) : []).map(([name, scopes]) => [
        name,
        itemsOf(scopes).map(({ value }) => String(value)),
      ]),
    ),
  }));
}
