import { describe, expect, it } from '@jest/globals';
import { compile } from '@simpul/bus';
import { Leaf } from '@simpul/contracts';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { compileClosedLeaf, type LeafStatics, type LeafVariables } from '../../src/journal/closed-leaf.ts';

const text = (maxLength: number) => fc.string({ unit: 'binary', minLength: 1, maxLength });
const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: length, maxLength: length });
const digest = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('base64url'));
const count = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined });

const statics: fc.Arbitrary<LeafStatics> = fc
  .record({
    consumer: text(300),
    provider: text(300),
    version: text(50),
    agreement: fc.record({ id: text(100), digest }),
    purpose: text(100),
    legal: text(250),
    op: text(250),
    onBehalfOf: maybe(text(200)),
    providedFor: maybe(text(200)),
    actor: maybe(text(200)),
  })
  .map(({ onBehalfOf, providedFor, actor, ...rest }) => ({
    ...rest,
    ...(onBehalfOf !== undefined && { onBehalfOf }),
    ...(providedFor !== undefined && { providedFor }),
    ...(actor !== undefined && { actor }),
  }));

const variables: fc.Arbitrary<LeafVariables> = fc.record({
  id: fc.uuid({ version: 7 }),
  src: fc
    .record({ node: text(50), boot: fc.uuid(), seq: count, prev: maybe(digest) })
    .map(({ prev, ...rest }) => (prev === undefined ? rest : { ...rest, prev })),
  time: count,
  ms: count,
  attempts: count,
  outcome: fc.constantFrom('ok', 'provider-error', 'failed'),
  error: maybe(fc.constantFrom('SIMPUL_RESPONSE_INVALID', 'SIMPUL_PROVIDER_TIMEOUT')),
  request: maybe(fc.record({ digest, size: count })),
  response: maybe(fc.record({ digest: maybe(digest), size: count, status: fc.integer({ min: 200, max: 599 }) })),
  sig: maybe(fc.record({ kid: digest, digest })),
  subjects: maybe(fc.record({ n: count, c: fc.array(digest, { maxLength: 16 }) })),
  trace: hex(32),
  user: maybe(digest),
  xRoadId: text(150),
});

/** The leaf as an object, its absent members left out. */
function asObject(fixed: LeafStatics, varying: LeafVariables): unknown {
  return JSON.parse(JSON.stringify({ ...fixed, ...varying, type: 'exchange.closed', v: 1 }));
}

describe('the leaf of an exchange', () => {
  const violation = compile(Leaf);

  it('is the canonical JSON of its members, and keeps the schema of leaves', () => {
    fc.assert(
      fc.property(statics, variables, (fixed, varying) => {
        const rendered = compileClosedLeaf(fixed)(varying);
        expect(rendered).toBe(canonicalize(asObject(fixed, varying)));
        expect(violation(JSON.parse(rendered))).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });
});
