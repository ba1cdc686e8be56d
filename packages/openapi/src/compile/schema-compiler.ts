import {
  _,
  Ajv2020,
  type Code,
  type CodeKeywordDefinition,
  type KeywordCxt,
  Name,
  type Options,
  stringify,
} from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import addFormats from 'ajv-formats';
import type { JsonObject } from '../json-object.ts';
import { linearPattern } from './linear-pattern.ts';
import type { CheckFunctions, SchemaCheck, SchemaChecks, SchemaCode } from './schema-check.ts';
import { type Direction, SchemaReader, STEP_KEYWORD } from './schema-reader.ts';
import { FORMATS } from './schema-vocabulary.ts';
import { unusable } from './unusable.ts';

export interface SchemaCompilerOptions {
  readonly direction: Direction;
  /** Texts become the numbers and booleans that the schema asks for: for parameters, never for bodies. */
  readonly coerce: boolean;
}

/**
 * Makes code of the schemas of one contract (JSON Schema 2020-12). Schemas are read as they are asked for, so that an unusable
 * contract is told early, and compiled when their code is wanted.
 */
export class SchemaCompiler implements SchemaChecks {
  readonly #reader: SchemaReader;
  readonly #schemas: (boolean | JsonObject)[] = [];
  readonly #coerce: boolean;
  #ajv: Ajv2020 | undefined;
  #added = { targets: 0, schemas: 0 };

  constructor(root: JsonObject, { direction, coerce }: SchemaCompilerOptions) {
    this.#reader = new SchemaReader(root, direction);
    this.#coerce = coerce;
  }

  /** Names of members that the schemas give themselves. */
  get names(): Iterable<string> {
    return this.#reader.names;
  }

  /** Schemas that were asked for. */
  get size(): number {
    return this.#schemas.length;
  }

  /** @returns a check that stands for itself only: the code does the checking. @throws SimpulError `CONTRACT.UNUSABLE` */
  check(schema: unknown): SchemaCheck {
    this.#schemas.push(this.#reader.read(schema));
    return notYet;
  }

  /** Code of the checks that were asked for from one place on to another. */
  code({ from, to }: { readonly from: number; readonly to: number }): SchemaCode {
    const ajv = this.#prepared();
    const wanted = Array.from({ length: to - from }, (__, i) => [`c${i}`, idOf(from + i)] as const);
    const exported = wanted.filter(([, id]) => isCompiled(ajv, id));
    return standalone.default(ajv, Object.fromEntries(exported));
  }

  /** @throws SimpulError `CONTRACT.UNUSABLE` where one of the schemas cannot be compiled */
  compileAll(): void {
    const ajv = this.#prepared();
    if (!this.#schemas.every((_schema, i) => isCompiled(ajv, idOf(i)))) throw unusable('a schema cannot be compiled');
  }

  /** The library with all that was read so far. */
  #prepared(): Ajv2020 {
    const ajv = (this.#ajv ??= createAjv(this.#reader, this.#coerce));
    for (const [id, target] of [...this.#reader.targets].slice(this.#added.targets)) ajv.addSchema(target, id);
    for (const [i, schema] of this.#schemas.slice(this.#added.schemas).entries()) {
      ajv.addSchema(schema, idOf(this.#added.schemas + i));
    }
    this.#added = { targets: this.#reader.targets.size, schemas: this.#schemas.length };
    return ajv;
  }
}

function notYet(): never {
  throw new TypeError('a check was asked of what only compiles');
}

/** References are named otherwise (`SchemaReader.targets`). */
function idOf(index: number): string {
  return `check-${index}`;
}

function isCompiled(ajv: Ajv2020, id: string): boolean {
  try {
    return ajv.getSchema(id) !== undefined;
  } catch {
    // What the library cannot compile is unusable, for whatever reason; whoever checks by it is told.
    return false;
  }
}

function createAjv({ patterns }: SchemaReader, coerce: boolean): Ajv2020 {
  const compilePattern = (pattern: string) => patterns.get(pattern) ?? linearPattern(pattern);
  const options: Options = {
    strict: false,
    allErrors: false,
    messages: false,
    coerceTypes: coerce,
    useDefaults: false,
    removeAdditional: false,
    $data: false,
    // Without it a member named like one of Object.prototype counts as present.
    ownProperties: true,
    meta: false,
    validateSchema: false,
    logger: false,
    code: { source: true, regExp: Object.assign(compilePattern, { code: String(checkFunction('linearPattern')) }) },
  };
  const ajv = new Ajv2020(options);
  addFormats.default(ajv, [...FORMATS]);
  ajv.addKeyword({ keyword: STEP_KEYWORD, before: '$ref', code: (cxt) => void cxt.gen.code(_`${use(cxt, 'step')}()`) });
  replaceKeyword(ajv, {
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    code(cxt) {
      if (cxt.schema === true) cxt.fail(_`!${use(cxt, 'areUnique')}(${cxt.data})`);
    },
  });
  // The library's own comparison calls `toString` of the value, which a message may name as it likes.
  for (const keyword of ['enum', 'const']) {
    replaceKeyword(ajv, {
      keyword,
      code(cxt) {
        const stated: unknown = cxt.schema;
        const values = keyword === 'enum' && Array.isArray(stated) ? stated : keyword === 'enum' ? [] : [stated];
        const code = _`${checkFunction('isOneOf')}(${stringify(values)})`;
        const test = cxt.gen.scopeValue('keyword', { ref: values, code });
        cxt.fail(_`!${test}(${cxt.data})`);
      },
    });
  }
  return ajv;
}

/** How the code calls a function of ours. */
function checkFunction(name: keyof CheckFunctions): Code {
  return _`checks.${new Name(name)}`;
}

/** The same, looked up once for all calls. */
function use(cxt: KeywordCxt, name: keyof CheckFunctions): Name {
  return cxt.gen.scopeValue('func', { ref: name, code: checkFunction(name) });
}

function replaceKeyword(ajv: Ajv2020, definition: CodeKeywordDefinition): void {
  ajv.removeKeyword(String(definition.keyword));
  ajv.addKeyword(definition);
}
