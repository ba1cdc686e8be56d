import { isRecord } from '../contract/check-contract.ts';
import type { Finding } from '../finding.ts';
import type { ReadDocument } from '../read-document.ts';
import type { DataPath } from '../source-map.ts';
import { isPersonalName } from './personal-names.ts';

/** Personal identifiers in a contract's paths and queries: they end up in logs along the way (design 03). */
export function* warnOfContract({ data, source }: ReadDocument): Iterable<Finding> {
  if (!isRecord(data) || !isRecord(data['paths'])) return;
  const advice = 'would stand in a path or query, where logs see it; expected personal identifiers in bodies';
  for (const [path, item] of Object.entries(data['paths'])) {
    for (const [, name = ''] of path.matchAll(/\{([^}]*)\}/g)) {
      if (isPersonalName(name)) yield source.atKey(['paths', path], `${name} ${advice}`);
    }
    for (const place of parameterPlaces(item, ['paths', path])) {
      const { name, in: where } = resolved(place.value, data);
      if (where === 'query' && typeof name === 'string' && isPersonalName(name)) {
        yield source.at(place.path, `${name} ${advice}`);
      }
    }
  }
}

interface Place {
  readonly path: DataPath;
  readonly value: unknown;
}

/** Parameters of a path and of its operations. */
function* parameterPlaces(item: unknown, path: DataPath): Iterable<Place> {
  if (!isRecord(item)) return;
  yield* listed(item['parameters'], [...path, 'parameters']);
  for (const [method, operation] of Object.entries(item)) {
    if (isRecord(operation)) yield* listed(operation['parameters'], [...path, method, 'parameters']);
  }
}

function* listed(list: unknown, path: DataPath): Iterable<Place> {
  if (!Array.isArray(list)) return;
  for (const [index, value] of list.entries()) yield { path: [...path, index], value };
}

/** A parameter, or the one of `components` that it refers to. */
function resolved(value: unknown, document: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) return {};
  const reference = value['$ref'];
  if (typeof reference !== 'string') return value;
  const [, name = ''] = /^#\/components\/parameters\/([^/]+)$/.exec(reference) ?? [];
  const components = document['components'];
  const parameters = isRecord(components) ? components['parameters'] : undefined;
  const target = isRecord(parameters) ? parameters[name] : undefined;
  return isRecord(target) ? target : {};
}
