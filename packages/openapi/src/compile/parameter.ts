import type { JsonObject } from '../json-object.ts';
import { type ParameterShape, parameterShape } from './parameter-shape.ts';
import { followed } from './references.ts';
import type { SchemaCheck, SchemaChecks } from './schema-check.ts';
import { unusable } from './unusable.ts';

const STYLES = {
  path: ['simple'],
  header: ['simple'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
} as const;

type CheckedPlace = keyof typeof STYLES;

/** A parameter of a path, a query or a header, ready to be read and checked. */
export interface Parameter {
  readonly name: string;
  readonly in: CheckedPlace;
  readonly required: boolean;
  readonly style: string;
  readonly explode: boolean;
  /** `json`: the text is JSON (`content` instead of `schema`). */
  readonly shape: ParameterShape | { readonly kind: 'json' };
  readonly check: SchemaCheck;
}

export interface ParameterCheckers {
  readonly text: SchemaChecks;
  readonly json: SchemaChecks;
}

/** Headers that OpenAPI leaves to other parts of a contract. */
const IGNORED_HEADERS: ReadonlySet<string> = new Set(['accept', 'authorization', 'content-type']);

/** Undefined for what is not checked: cookies, and headers that OpenAPI ignores. */
export function readParameter(root: JsonObject, value: unknown, checkers: ParameterCheckers): Parameter | undefined {
  const node = followed(root, value);
  const { name, in: place } = node;
  if (typeof name !== 'string') throw unusable('a parameter has no name');
  if (place === 'cookie' || (place === 'header' && IGNORED_HEADERS.has(name.toLowerCase()))) return undefined;
  if (place !== 'path' && place !== 'query' && place !== 'header') throw unusable('a parameter has no place');
  const styles: readonly string[] = STYLES[place];
  const style = node['style'] ?? styles[0];
  if (typeof style !== 'string' || !styles.includes(style)) throw unusable(`a ${place} parameter has another style`);
  const common: Omit<Parameter, 'shape' | 'check'> = {
    name,
    in: place,
    required: place === 'path' || node['required'] === true,
    style,
    explode: typeof node['explode'] === 'boolean' ? node['explode'] : style === 'form',
  };
  if ('content' in node) {
    const [media] = Object.values(followed(root, node['content']));
    const schema = followed(root, media)['schema'] ?? true;
    return { ...common, shape: { kind: 'json' }, check: checkers.json.check(schema) };
  }
  const schema = node['schema'] ?? true;
  return { ...common, shape: parameterShape(root, schema), check: checkers.text.check(schema) };
}
