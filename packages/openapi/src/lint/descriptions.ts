import { isJsonObject, type JsonObject } from '../json-object.ts';
import { METHODS } from '../read/check-outline.ts';
import type { Remark, Rule } from './rule.ts';

/** What people need to know before they ask for access, and the catalogue to find a service. */
export const DESCRIPTIONS: Rule = { name: 'description-missing', severity: 'warning', check };

function* check({ info, paths }: JsonObject): Iterable<Remark> {
  if (isJsonObject(info) && !hasText(info['description'])) {
    yield remark(['info'], 'a description of the service', 'uraian layanan');
  }
  if (!isJsonObject(paths)) return;
  for (const [path, item] of Object.entries(paths)) {
    if (!isJsonObject(item)) continue;
    for (const method of METHODS) {
      const operation = item[method];
      if (!isJsonObject(operation)) continue;
      const at = ['paths', path, method];
      if (!hasText(operation['summary']) && !hasText(operation['description'])) {
        yield { ...remark(at, 'a summary of the operation', 'ringkasan operasi'), isName: true };
      }
      const parameters: readonly unknown[] = Array.isArray(operation['parameters']) ? operation['parameters'] : [];
      for (const [i, parameter] of parameters.entries()) {
        if (isJsonObject(parameter) && !('$ref' in parameter) && !hasText(parameter['description'])) {
          yield remark([...at, 'parameters', i], 'a description of the parameter', 'uraian parameter');
        }
      }
    }
  }
}

function remark(path: Remark['path'], en: string, id: string): Remark {
  return { path, message: { en: `expected ${en}`, id: `harus ada ${id}` } };
}

function hasText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}
