import { parse } from 'secure-json-parse';
import { isJsonObject, type JsonObject, objectAt } from '../json-object.ts';
import { type Parameter, type ParameterCheckers, readParameter } from './parameter.ts';
import { parameterFault } from './parameter-fault.ts';
import { decodePathValue, queryNames, queryValue, simpleValue, type TextValue } from './parameter-text.ts';
import { type QueryValues, splitQuery } from './query-string.ts';
import { unusable } from './unusable.ts';

/** Where the values of a request's parameters are found. */
export interface ParameterSource {
  /** Raw values by the names of the path template. */
  readonly path: ReadonlyMap<string, string>;
  /** Raw query without its `?`. */
  readonly query: string | undefined;
  /** Names and values alternating. */
  readonly headers: readonly string[];
}

/** The parameters of one operation. */
export interface ParameterSet {
  /**
   * Every query parameter must be one that the contract declares: what it does not know was not agreed to.
   *
   * @throws SimpulError `CONTRACT.PARAMETER_INVALID`
   */
  check(source: ParameterSource): void;
}

/** Parameters of an operation win over those of its path with the same name and place. */
export function readParameters(
  root: JsonObject,
  [ofPath, ofOperation]: readonly [unknown, unknown],
  checkers: ParameterCheckers,
): ParameterSet {
  const byKey = new Map<string, Parameter>();
  for (const value of [...listOf(ofPath), ...listOf(ofOperation)]) {
    const parameter = readParameter(root, value, checkers);
    if (parameter) byKey.set(`${parameter.in} ${parameter.name}`, parameter);
  }
  const parameters = [...byKey.values()];
  const keys = queryKeys(root);
  return {
    check(source) {
      const query = splitQuery(source.query);
      for (const parameter of parameters) checkOne(parameter, textOf(parameter, source, query));
      refuseUnknown(parameters, query, keys);
    },
  };
}

function textOf(parameter: Parameter, source: ParameterSource, query: QueryValues): TextValue | undefined {
  const { name } = parameter;
  if (parameter.in === 'query') return queryValue(parameter, query);
  const raw = parameter.in === 'path' ? source.path.get(name) : headerValue(source.headers, name);
  if (raw === undefined) return undefined;
  return simpleValue(parameter, parameter.in === 'path' ? decodePathValue(name) : (part) => part, raw);
}

/** The values of a header as one list (RFC 9110 section 5.3). */
function headerValue(headers: readonly string[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  let found: string | undefined;
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (headers[i]?.length !== wanted.length || headers[i]?.toLowerCase() !== wanted) continue;
    found = found === undefined ? headers[i + 1] : `${found}, ${headers[i + 1]}`;
  }
  return found;
}

function checkOne({ name, required, shape, check }: Parameter, text: TextValue | undefined): void {
  if (text === undefined) {
    if (required) throw parameterFault(name, 'required');
    return;
  }
  const violation = check(shape.kind === 'json' ? parsed(name, text) : text, JSON.stringify(text).length);
  if (violation) throw parameterFault(name, violation.rule);
}

function parsed(name: string, text: TextValue): unknown {
  try {
    return parse(typeof text === 'string' ? text : '');
  } catch {
    throw parameterFault(name, 'json');
  }
}

function refuseUnknown(parameters: readonly Parameter[], query: QueryValues, keys: readonly string[]): void {
  if (query.size === 0) return;
  const known = new Set(keys);
  for (const each of parameters) {
    if (each.in === 'query') for (const name of queryNames(each, query)) known.add(name);
  }
  for (const name of query.keys()) if (!known.has(name)) throw parameterFault('*', 'unknown');
}

/** Query parameters that carry an API key are declared as security schemes, not as parameters. */
function queryKeys(root: JsonObject): readonly string[] {
  const schemes = objectAt(objectAt(root, 'components') ?? {}, 'securitySchemes') ?? {};
  return Object.values(schemes).flatMap((scheme) =>
    isJsonObject(scheme) && scheme['in'] === 'query' && typeof scheme['name'] === 'string' ? [scheme['name']] : [],
  );
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw unusable('parameters are not a list');
  return value;
}
