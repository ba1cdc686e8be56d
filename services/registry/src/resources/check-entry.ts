import type { Fault } from '@simpul/errors';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { TSchema } from 'typebox';

/** Faults that are named at once. */
const MAX_FAULTS = 100;

const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: true, allowUnionTypes: true, discriminator: true });
const compiled = new WeakMap<TSchema, ValidateFunction>();

/** Where an entry departs from its schema: each place and rule, never a value. */
export function schemaFaults(schema: TSchema, entry: unknown): Fault[] {
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  if (validate(entry)) return [];
  return (validate.errors ?? []).slice(0, MAX_FAULTS).map(toFault);
}

function toFault({ instancePath, keyword, params, parentSchema, message }: ErrorObject): Fault {
  const { description } = (parentSchema ?? {}) as { description?: string };
  if (keyword === 'additionalProperties') {
    const known = Object.keys((parentSchema as { properties?: object }).properties ?? {});
    const place = `${instancePath}/${escapePointer(String(params['additionalProperty']))}`;
    return { place, rule: 'unknown', detail: `expected one of ${known.join(', ')}` };
  }
  if (keyword === 'required') {
    return { place: `${instancePath}/${String(params['missingProperty'])}`, rule: 'required' };
  }
  if (keyword === 'enum') {
    return {
      place: instancePath,
      rule: 'enum',
      detail: `expected one of ${(params['allowedValues'] as unknown[]).join(', ')}`,
    };
  }
  const detail = description === undefined ? message : `expected ${description}`;
  return { place: instancePath, rule: keyword, ...(detail === undefined ? {} : { detail }) };
}

/** A name as a segment of a JSON Pointer (RFC 6901, 3). */
function escapePointer(name: string): string {
  return name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1');
}
