import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { TSchema } from 'typebox';

/**
 * The validator of everything that crosses the bus: JSON Schema 2020-12, strict, plus the keyword `bytes` for byte
 * buffers. Our own patterns are few and anchored, so the built-in engine is safe for them and several times faster.
 */
const ajv = new Ajv2020({ strict: true, allErrors: false, allowUnionTypes: true });
ajv.addKeyword({
  keyword: 'bytes',
  schemaType: 'boolean',
  validate: (_: boolean, data: unknown) => data instanceof Uint8Array,
});

/** Why a value breaks a schema: where, and which rule; never the value. */
export interface Violation {
  readonly place: string;
  readonly rule: string;
}

/**
 * Compiles a schema once, with the first value: a process offers many actions that nobody calls, and would start later for them.
 * The result is called per value and answers `undefined` when all is well.
 */
export function compile(schema: TSchema): (value: unknown) => Violation | undefined {
  let validate: ValidateFunction | undefined;
  return (value) => {
    validate ??= ajv.compile(schema);
    if (validate(value)) return undefined;
    const error = validate.errors?.[0];
    return { place: error?.instancePath ?? '', rule: error?.keyword ?? 'schema' };
  };
}
