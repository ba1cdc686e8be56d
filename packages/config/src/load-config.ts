import { CONFIG, SimpulError } from '@simpul/errors';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import type { Static, TObject, TSchema } from 'typebox';
import { parseDocument } from 'yaml';
import { deepFreeze } from './deep-freeze.ts';
import { environmentName } from './environment-name.ts';

/** Where settings come from, strongest first. */
export interface ConfigSources {
  /** Command-line flags by key, as given; absent ones are undefined. `mongoFile` names a file with the value of `mongo`. */
  readonly flags: Readonly<Record<string, string | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** YAML or JSON file with the same keys. */
  readonly file?: string | undefined;
}

/** Settings of a process: validated, frozen, typed. */
export type Config<T extends TObject> = Readonly<Static<T>>;

/**
 * Loads the settings that a schema (one closed object of scalars) names. Flag `--public-url`, variable
 * `SIMPUL_PUBLIC_URL` and file key `publicUrl` are the same setting; the flag wins over the variable over the file.
 * A variable with `_FILE` behind its name, or a flag with `-file`, holds the path of a file with the value, for secrets.
 * @throws SimpulError `SIMPUL_CONFIG_INVALID`, naming the setting where it was set.
 */
export function loadConfig<T extends TObject>(schema: T, sources: ConfigSources): Config<T> {
  const fromFile = sources.file === undefined ? {} : readConfigFile(sources.file, schema);
  const values: Record<string, unknown> = {};
  const origins: Record<string, string> = {};
  for (const [key, property] of Object.entries(schema.properties)) {
    const variable = environmentName(key);
    const flag = flagName(key);
    const candidates: [string, unknown][] = [
      [flag, fromText(sources.flags[key], property)],
      [`${flag}-file`, fromText(readSecret(secretFlag(sources, schema, key), `${flag}-file`), property)],
      [variable, fromText(sources.env[variable], property)],
      [`${variable}_FILE`, fromText(readSecret(sources.env[`${variable}_FILE`], `${variable}_FILE`), property)],
      [`${sources.file ?? ''}: ${key}`, fromFile[key]],
    ];
    const found = candidates.find(([, value]) => value !== undefined);
    if (found !== undefined) [origins[key], values[key]] = found;
  }
  const ajv = new Ajv2020({ strict: true, useDefaults: true });
  if (!ajv.validate(schema, values)) {
    const error = ajv.errors?.[0];
    const missing = error?.keyword === 'required' ? String(error.params['missingProperty']) : undefined;
    const key = missing ?? error?.instancePath.split('/')[1] ?? '';
    const reason =
      missing === undefined ? (error?.message ?? 'is not valid') : `is missing (or set ${environmentName(key)})`;
    throw new SimpulError(CONFIG.INVALID, { params: { name: origins[key] ?? flagName(key), reason } });
  }
  return deepFreeze(values) as Config<T>;
}

/** Flags and variables are text; what is no number or truth value stays text, and is refused as such. */
function fromText(text: string | undefined, property: TSchema): string | number | boolean | undefined {
  const type = 'type' in property ? property.type : undefined;
  if (text !== undefined && type === 'integer' && /^-?\d+$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function flagName(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** A setting whose own name ends like that is itself. */
function secretFlag({ flags }: ConfigSources, schema: TObject, key: string): string | undefined {
  const name = `${key}File`;
  return Object.hasOwn(schema.properties, name) ? undefined : flags[name];
}

function readSecret(file: string | undefined, name: string): string | undefined {
  return file === undefined ? undefined : readText(file, name).replace(/\r?\n$/, '');
}

function readConfigFile(file: string, schema: TObject): Record<string, unknown> {
  const document = parseDocument(readText(file, '--config'));
  const [problem] = document.errors;
  if (problem !== undefined) throw invalid(file, problem.message);
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(file, 'must be a mapping of settings');
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(schema.properties, key));
  if (unknown !== undefined) throw invalid(`${file}: ${unknown}`, 'there is no such setting');
  return value as Record<string, unknown>;
}

function readText(file: string, name: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new SimpulError(CONFIG.INVALID, { params: { name, reason: `${file} cannot be read` }, cause });
  }
}

function invalid(name: string, reason: string): SimpulError {
  return new SimpulError(CONFIG.INVALID, { params: { name, reason } });
}
