import { isJsonObject, type JsonObject } from '../json-object.ts';
import { type LinearPattern, linearPattern } from './linear-pattern.ts';
import { atReference, followed } from './references.ts';
import {
  ASSERTION_KEYWORDS,
  FORMATS,
  SCHEMA_KEYWORDS,
  SCHEMA_LIST_KEYWORDS,
  SCHEMA_MAP_KEYWORDS,
  SILENT_KEYWORDS,
} from './schema-vocabulary.ts';
import { unusable } from './unusable.ts';

/** A schema of the known vocabulary, whose references are names of `ReadSchemas.targets`. */
export type ReadSchema = boolean | JsonObject;

/** Which way a message goes: `readOnly` members are not demanded of requests, `writeOnly` ones not of responses. */
export type Direction = 'request' | 'response';

/** Set beside every `$ref`: counts the references that a validation follows. */
export const STEP_KEYWORD = 'simpulStep';

const KNOWN_FORMATS: ReadonlySet<unknown> = new Set(FORMATS);

/** Reads the schemas of one contract for one direction. Cyclic references are fine. */
export class SchemaReader {
  /** Schemas that references name. */
  readonly targets = new Map<string, ReadSchema>();
  /** Names of members that the schemas give themselves. */
  readonly names = new Set<string>();
  readonly patterns = new Map<string, LinearPattern>();
  readonly #root: JsonObject;
  readonly #direction: Direction;
  readonly #ids = new Map<string, string>();
  readonly #waiting: { readonly id: string; readonly node: unknown }[] = [];

  constructor(root: JsonObject, direction: Direction) {
    this.#root = root;
    this.#direction = direction;
  }

  /** @throws SimpulError `CONTRACT.UNUSABLE` */
  read(schema: unknown): ReadSchema {
    const result = this.#schema(schema);
    // A list instead of recursion: a chain of references may be longer than the stack.
    for (let next = this.#waiting.pop(); next; next = this.#waiting.pop()) {
      this.targets.set(next.id, this.#schema(next.node));
    }
    return result;
  }

  #schema(node: unknown): ReadSchema {
    if (typeof node === 'boolean') return node;
    if (!isJsonObject(node)) throw unusable('a schema is neither an object nor a boolean');
    const read: Record<string, unknown> = {};
    for (const [keyword, value] of Object.entries(node)) {
      if (SILENT_KEYWORDS.has(keyword) || keyword.startsWith('x-')) continue;
      if (keyword === '$ref') {
        read['$ref'] = this.#reference(value);
        read[STEP_KEYWORD] = true;
      } else if (SCHEMA_KEYWORDS.has(keyword)) {
        read[keyword] = this.#schema(value);
      } else if (SCHEMA_LIST_KEYWORDS.has(keyword)) {
        if (!Array.isArray(value)) throw unusable(`${keyword} is not a list`);
        read[keyword] = value.map((member) => this.#schema(member));
      } else if (SCHEMA_MAP_KEYWORDS.has(keyword)) {
        read[keyword] = this.#map(keyword, value);
      } else if (ASSERTION_KEYWORDS.has(keyword)) {
        const kept = this.#assertion(keyword, value, node);
        if (kept !== undefined) read[keyword] = kept;
      } else {
        throw unusable(`the schema keyword ${keyword.slice(0, 40)} is not supported`);
      }
    }
    return read;
  }

  #map(keyword: string, value: unknown): JsonObject {
    if (!isJsonObject(value)) throw unusable(`${keyword} is not an object`);
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => {
        if (keyword === 'patternProperties') this.#pattern(name);
        else this.names.add(name);
        return [name, this.#schema(member)];
      }),
    );
  }

  #assertion(keyword: string, value: unknown, node: JsonObject): unknown {
    if (keyword === 'pattern') this.#pattern(value);
    if (keyword === 'format') return KNOWN_FORMATS.has(value) ? value : undefined;
    // Left over from 3.0, where it means something only beside a type.
    if (keyword === 'nullable') return 'type' in node && value === true ? true : undefined;
    if (keyword !== 'required') return value;
    if (!Array.isArray(value)) throw unusable('required is not a list');
    for (const name of value) if (typeof name === 'string') this.names.add(name);
    return value.filter((name) => !this.#isForOtherDirection(node, name));
  }

  #isForOtherDirection(node: JsonObject, name: unknown): boolean {
    const { properties } = node;
    if (typeof name !== 'string' || !isJsonObject(properties) || !Object.hasOwn(properties, name)) return false;
    const member = properties[name];
    if (!isJsonObject(member)) return false;
    const flag = this.#direction === 'request' ? 'readOnly' : 'writeOnly';
    return member[flag] === true || ('$ref' in member && followed(this.#root, member)[flag] === true);
  }

  #pattern(pattern: unknown): void {
    if (typeof pattern !== 'string') throw unusable('a pattern is not a string');
    if (!this.patterns.has(pattern)) this.patterns.set(pattern, linearPattern(pattern));
  }

  #reference(reference: unknown): string {
    const key = String(reference);
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = `schema-${this.#ids.size}`;
      this.#waiting.push({ id, node: atReference(this.#root, reference) });
      this.#ids.set(key, id);
    }
    return id;
  }
}
