import type { Severity } from './change.ts';
import { compareContent } from './compare-bodies.ts';
import { type Comparing, compareSchemaMembers, type OperationPair, type OperationSide } from './comparing.ts';
import { itemsOf, member, type Part, resolved } from './side.ts';

/** Headers that OpenAPI leaves to other parts of a contract (Parameter Object, `name`). */
const IGNORED: ReadonlySet<string> = new Set(['header accept', 'header authorization', 'header content-type']);

/** Parameters of the operation and of its path (Path Item Object: those of the operation win). */
export function compareParameters({ before, after }: OperationPair, comparing: Comparing): void {
  const { report } = comparing;
  const was = parametersOf(before);
  const is = parametersOf(after);
  const here = { before: before.part.path, after: after.part.path };
  for (const [key, parameter] of was) {
    const now = is.get(key);
    const what = nameOf(parameter);
    if (now) compareOne(parameter, now, comparing);
    else {
      // A query that the contract does not know is refused; who ignores a header cannot be seen.
      const severity: Severity = key.startsWith('query ') ? 'breaking' : 'unknown';
      report.add({ rule: 'parameter-removed', severity, places: { ...here, before: parameter.path }, what });
    }
  }
  for (const [key, parameter] of is) {
    if (was.has(key)) continue;
    const what = nameOf(parameter);
    const places = { ...here, after: parameter.path };
    if (isRequired(parameter)) {
      report.add({ rule: 'parameter-required-added', severity: 'breaking', places, what });
    } else report.add({ rule: 'parameter-added', severity: 'compatible', places, what });
  }
}

function compareOne(before: Part, after: Part, comparing: Comparing): void {
  const { report } = comparing;
  const places = { before: before.path, after: after.path };
  const what = nameOf(after);
  const place = placeOf(after);
  if (place === 'path' && nameOf(before) !== what) {
    report.add({ rule: 'path-parameter-renamed', severity: 'compatible', places, what });
  }
  const [was, is] = [isRequired(before), isRequired(after)];
  if (!was && is) report.add({ rule: 'parameter-required', severity: 'breaking', places, what });
  if (was && !is) report.add({ rule: 'parameter-optional', severity: 'compatible', places, what });
  if (flag(before, 'allowEmptyValue') && !flag(after, 'allowEmptyValue')) {
    report.add({ rule: 'parameter-empty-refused', severity: 'breaking', places, what });
  }
  if (!flag(before, 'deprecated') && flag(after, 'deprecated')) {
    report.add({ rule: 'parameter-deprecated', severity: 'compatible', places, what });
  }
  const contents = { before: member(before, 'content'), after: member(after, 'content') };
  if (styleOf(before) !== styleOf(after)) {
    report.add({ rule: 'parameter-style-changed', severity: 'breaking', places, what });
  } else if (contents.before && contents.after) {
    compareContent({ before: contents.before, after: contents.after }, 'request', comparing);
  } else compareSchemaMembers(before, after, 'request', comparing);
}

/** By place and name; those of a path by their position in it. */
function parametersOf({ path, part }: OperationSide): ReadonlyMap<string, Part> {
  const all = [...itemsOf(member(path.item, 'parameters')), ...itemsOf(member(part, 'parameters'))].map(resolved);
  const keyed = all.map((parameter) => {
    const place = placeOf(parameter);
    const name = nameOf(parameter);
    if (place === 'path') return [`path ${path.names.indexOf(name)}`, parameter] as const;
    return [`${place} ${place === 'header' ? name.toLowerCase() : name}`, parameter] as const;
  });
  return new Map(keyed.filter(([key]) => !IGNORED.has(key)));
}

/** How a value is written, with what holds where nothing is said (Parameter Object, `style` and `explode`). */
function styleOf(parameter: Part): string {
  if (member(parameter, 'content')) return 'content';
  const place = placeOf(parameter);
  const style = member(parameter, 'style')?.value ?? (place === 'query' || place === 'cookie' ? 'form' : 'simple');
  const explode = member(parameter, 'explode')?.value ?? style === 'form';
  return JSON.stringify([style, explode, flag(parameter, 'allowReserved')]);
}

function nameOf(parameter: Part): string {
  return String(member(parameter, 'name')?.value);
}

function placeOf(parameter: Part): string {
  return String(member(parameter, 'in')?.value);
}

function isRequired(parameter: Part): boolean {
  return placeOf(parameter) === 'path' || flag(parameter, 'required');
}

function flag(part: Part, name: string): boolean {
  return member(part, name)?.value === true;
}
