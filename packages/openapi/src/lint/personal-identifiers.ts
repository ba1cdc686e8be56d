import { isJsonObject, type JsonObject } from '../json-object.ts';
import { targetOf } from '../read/check-references.ts';
import type { DataPath } from '../read/source-map.ts';
import { isPersonalName } from './personal-names.ts';
import type { Remark, Rule } from './rule.ts';

/** Name of the rule, for those who show this one alone. */
export const PERSONAL_IDENTIFIER = 'personal-identifier';

/** Personal identifiers in a contract's paths and queries: they end up in logs along the way (design 03). */
export const PERSONAL_IDENTIFIERS: Rule = { name: PERSONAL_IDENTIFIER, severity: 'warning', check };

function* check(written: JsonObject): Iterable<Remark> {
  const { paths } = written;
  if (!isJsonObject(paths)) return;
  for (const [path, item] of Object.entries(paths)) {
    for (const [, name = ''] of path.matchAll(/\{([^}]*)\}/g)) {
      if (isPersonalName(name)) yield { path: ['paths', path], isName: true, message: advice(name) };
    }
    for (const place of parameterPlaces(item, ['paths', path])) {
      const { name, in: where } = resolved(place.value, written);
      if (where === 'query' && typeof name === 'string' && isPersonalName(name)) {
        yield { path: place.path, message: advice(name) };
      }
    }
  }
}

function advice(name: string): Remark['message'] {
  return {
    en: `${name} would stand in a path or query, where logs see it; expected personal identifiers in bodies`,
    id: `${name} akan berada di jalur atau kueri dan terlihat di log; taruh pengenal pribadi di isi pesan`,
  };
}

interface Place {
  readonly path: DataPath;
  readonly value: unknown;
}

/** Parameters of a path and of its operations. */
function* parameterPlaces(item: unknown, path: DataPath): Iterable<Place> {
  if (!isJsonObject(item)) return;
  yield* listed(item['parameters'], [...path, 'parameters']);
  for (const [method, operation] of Object.entries(item)) {
    if (isJsonObject(operation)) yield* listed(operation['parameters'], [...path, method, 'parameters']);
  }
}

function* listed(list: unknown, path: DataPath): Iterable<Place> {
  if (!Array.isArray(list)) return;
  for (const [index, value] of list.entries()) yield { path: [...path, index], value };
}

/** A parameter, or the one that it refers to. */
function resolved(value: unknown, written: JsonObject): JsonObject {
  if (!isJsonObject(value)) return {};
  const reference = value['$ref'];
  if (typeof reference !== 'string') return value;
  const target = targetOf(written, reference)?.value;
  return isJsonObject(target) ? target : {};
}
