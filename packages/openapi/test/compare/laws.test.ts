import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareContracts } from '../../src/index.ts';
import { comparePair, contractOf } from './pairs.ts';

type Schema = Readonly<Record<string, unknown>>;

const names = fc.constantFrom('a', 'b', 'c');
const { schema, object } = fc.letrec<{ schema: Schema; object: Schema }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3 },
    fc.record({ type: fc.constantFrom('string', 'integer', 'number', 'boolean') }),
    fc.record({ type: fc.constant('string'), minLength: fc.nat(5), maxLength: fc.integer({ min: 5, max: 9 }) }),
    fc.record({ enum: fc.uniqueArray(fc.constantFrom('x', 'y', 1, null), { minLength: 1 }) }),
    fc.record({ type: fc.constant('array'), items: tie('schema') }),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    tie('object'),
  ),
  object: fc.record(
    {
      type: fc.constant('object'),
      properties: fc.dictionary(names, tie('schema'), { maxKeys: 3 }),
      required: fc.uniqueArray(names, { maxLength: 2 }),
      additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
    },
    { requiredKeys: ['type', 'properties'] },
  ),
}));

const kind = fc.constantFrom('request' as const, 'response' as const);

describe('the comparison of contracts', () => {
  it('finds no change between a contract and itself', () => {
    fc.assert(
      fc.property(kind, schema, (where, part) => {
        expect(comparePair({ kind: where, before: part, after: structuredClone(part) }).changes).toEqual([]);
      }),
    );
  });

  it('finds an optional member of an open answer compatible', () => {
    fc.assert(
      fc.property(object, schema, (part, added) => {
        const before = { ...part, additionalProperties: true };
        const after = { ...before, properties: { ...(part['properties'] as Schema), new: added } };
        const { breaking, changes } = comparePair({ kind: 'response', before, after });
        expect({ breaking, rules: changes.map(({ rule }) => rule) }).toEqual({
          breaking: false,
          rules: ['property-added'],
        });
      }),
    );
  });

  it('takes what narrows a request for what widens an answer the other way round', () => {
    fc.assert(
      fc.property(schema, schema, (one, other) => {
        const severities = (where: 'request' | 'response', before: Schema, after: Schema) =>
          comparePair({ kind: where, before, after }).changes.map(({ rule, severity }) => `${rule} ${severity}`);
        const flipped = (list: readonly string[]) =>
          list.map((each) =>
            each.endsWith(' breaking')
              ? each.replace(' breaking', ' compatible')
              : each.replace(' compatible', ' breaking'),
          );
        // Rules about members know the direction, so schemas without members are compared here.
        if (/properties|default/i.test(JSON.stringify([one, other]))) return;
        // Which branch stands for which may be chosen by direction.
        if (/anyOf|oneOf/.test(JSON.stringify([one, other]))) return;
        expect(flipped(severities('request', one, other)).toSorted()).toEqual(
          severities('response', one, other).toSorted(),
        );
      }),
    );
  });

  it('composes: what breaks in neither of two steps breaks in no longer a step', () => {
    const wider = (part: Schema): Schema => ({ anyOf: [part, { type: 'boolean' }] });
    fc.assert(
      fc.property(schema, (part) => {
        // Alternatives within alternatives are compared branch by branch, which finds too much rather than too little.
        if (/anyOf|oneOf/.test(JSON.stringify(part))) return;
        const [first, second] = [wider(part), wider(wider(part))];
        expect(comparePair({ kind: 'request', before: part, after: first }).breaking).toBe(false);
        expect(comparePair({ kind: 'request', before: first, after: second }).breaking).toBe(false);
        expect(comparePair({ kind: 'request', before: part, after: second }).breaking).toBe(false);
      }),
    );
  });

  it('never fails on contracts that can be read', () => {
    fc.assert(
      fc.property(kind, schema, schema, (where, before, after) => {
        const { breaking, changes } = comparePair({ kind: where, before, after });
        expect(breaking).toBe(changes.some(({ severity }) => severity !== 'compatible'));
      }),
    );
  });

  it('tells a change in a shared schema once, with every operation that it touches', () => {
    const contract = (maxLength: number) =>
      contractOf(
        { kind: 'document' },
        {
          paths: {
            '/x': {
              post: {
                requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/A' } } } },
              },
            },
            '/y': {
              put: { requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/A' } } } } },
            },
          },
          components: { schemas: { A: { type: 'string', maxLength } } },
        },
      );
    expect(compareContracts(contract(9), contract(5)).changes).toEqual([
      {
        rule: 'limit-narrowed',
        severity: 'breaking',
        where: { before: '/components/schemas/A', after: '/components/schemas/A' },
        operations: [
          { method: 'POST', path: '/x' },
          { method: 'PUT', path: '/y' },
        ],
        text: { en: 'The limit is narrower: maxLength 9 → 5', id: 'Batas lebih sempit: maxLength 9 → 5' },
      },
    ]);
  });
});
