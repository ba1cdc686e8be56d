import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Leaf } from '@simpul/contracts';
import {
  ACCESS,
  ALL_ERRORS,
  AUTH,
  type ErrorDefinition,
  type ExchangeFace,
  HTTP,
  PROVIDER,
  STREAM,
} from '@simpul/errors';
import { AUTH_CASES } from './auth-cases.ts';
import type { FaultBus, RunningBus } from './buses.ts';
import type { Case, FaultCase } from './case.ts';
import { FAULT_CASES } from './fault-cases.ts';
import { PROVIDER_CASES } from './provider-cases.ts';
import { publishedLeaves } from './published-log.ts';
import { ACCESS_CASES, CONTRACT_CASES, REPEAT_CASES, SERVICE_CASES } from './refusal-cases.ts';
import { REQUEST_CASES } from './request-cases.ts';
import { SIGNATURE_CASES } from './signature-cases.ts';
import { type Answer, startFaultWorld, startWorld, type World } from './world.ts';

const CASES: readonly Case[] = [
  ...REQUEST_CASES,
  ...AUTH_CASES,
  ...SERVICE_CASES,
  ...ACCESS_CASES,
  ...SIGNATURE_CASES,
  ...CONTRACT_CASES,
  ...REPEAT_CASES,
  ...PROVIDER_CASES,
];
/** Errors of bodies that stream: `integration/bodies`, `fault/aborts` and the packages' own suites provoke them. */
const STREAMED = [...Object.values(STREAM), PROVIDER.RESPONSE_UNHELD];
/** Errors of what only people and time bring about: `integration/rights`, `integration/agreements` and unit tests provoke them. */
const DECIDED = [
  AUTH.KEY_UNKNOWN,
  AUTH.ADDRESS_UNKNOWN,
  AUTH.LINK_ENDED,
  ACCESS.LEGACY_LINK_REFUSED,
  ACCESS.AGREEMENT_REQUESTED,
  ACCESS.AGREEMENT_REFUSED,
];
/** Errors of parts that run apart or stand still: the suites of exchange, gateway and cluster provoke them. */
const APART = [PROVIDER.DEADLINE_PASSED, HTTP.SERVICE_AWAY, HTTP.ANSWER_LOST];
const ELSEWHERE = [...STREAMED, ...DECIDED, ...APART].map((error) => ({ error }));
/** Milliseconds for all requests: some wait for time-outs of the bus. */
const PROVOKING_MS = 120_000;
const LEAF_TYPES: Readonly<Record<string, string>> = {
  denied: 'exchange.denied',
  closed: 'exchange.closed',
  interrupted: 'exchange.interrupted',
};
const OUTCOMES: Readonly<Record<string, string>> = { denied: 'refused', closed: 'failed', interrupted: 'interrupted' };

/** A case beside the row of the table that it is for. */
interface Row {
  readonly name: string;
  readonly one: AnyCase;
  readonly definition: ErrorDefinition;
  readonly face: ExchangeFace;
}
type AnyCase = Case | FaultCase;

const ROWS: readonly Row[] = [...CASES, ...FAULT_CASES].flatMap((one) => {
  const { error: definition, variant } = one;
  const name = variant === undefined ? definition.code : `${definition.code}, ${variant}`;
  return definition.exchange === undefined ? [] : [{ name, one, definition, face: definition.exchange }];
});

/** What came of a case. */
interface Outcome {
  readonly answer: Answer;
  /** Whether the case's world saw the exchange at a provider's system. */
  readonly reached: boolean;
  /** By how much the count of calls of nobody in particular rose. */
  readonly counted: number;
  leaves: readonly Leaf[];
}

const outcomes = new Map<AnyCase, Outcome | { readonly failure: unknown }>();
const worlds: World[] = [];

async function refusedUnidentified(world: World, code: string): Promise<number> {
  const text = await (await fetch(`${world.bus.metricsUrl}/metrics`)).text();
  const value = text.match(new RegExp(`^simpul_refused_unidentified_total\\{code="${code}"\\} (\\d+)$`, 'm'))?.[1];
  return Number(value ?? 0);
}

async function provoke<B extends RunningBus>(one: Case<B>, world: World<B>): Promise<Outcome> {
  const { code } = one.error;
  const before = await refusedUnidentified(world, code);
  const answer = await one.provoke(world);
  const counted = (await refusedUnidentified(world, code)) - before;
  await one.recover?.(world);
  return { answer, reached: world.reached(answer.id), counted, leaves: [] };
}

async function provokeAll<B extends RunningBus>(cases: readonly (AnyCase & Case<B>)[], world: World<B>): Promise<void> {
  worlds.push(world);
  const provoked: Outcome[] = [];
  for (const one of cases) {
    try {
      const outcome = await provoke(one, world);
      provoked.push(outcome);
      outcomes.set(one, outcome);
    } catch (failure) {
      outcomes.set(one, { failure });
    }
  }
  const leaves = await publishedLeaves(world);
  for (const outcome of provoked) outcome.leaves = leaves.get(outcome.answer.id) ?? [];
}

function outcomeOf({ one }: Row): Outcome {
  const outcome = outcomes.get(one);
  if (outcome === undefined) throw new Error('this case was not provoked');
  if ('failure' in outcome) throw outcome.failure;
  return outcome;
}

beforeAll(async () => {
  await provokeAll(CASES, await startWorld());
  await provokeAll<FaultBus>(FAULT_CASES, await startFaultWorld());
}, PROVOKING_MS);

afterAll(async () => {
  await Promise.all(worlds.map((world) => world.stop()));
});

describe('the table of errors', () => {
  it('has a case for each error that an exchange can end with, and none for another', () => {
    const documented = [...ALL_ERRORS.values()].filter(({ exchange }) => exchange !== undefined);
    const provoked = new Set([...CASES, ...FAULT_CASES, ...ELSEWHERE].map(({ error }) => error.code));
    expect([...provoked].toSorted()).toEqual(documented.map(({ code }) => code).toSorted());
  });
});

describe.each(ROWS)('$name', (row) => {
  const { definition, face, one } = row;
  const { code } = definition;

  it('is answered as documented', () => {
    const { answer } = outcomeOf(row);
    expect(answer).toMatchObject({
      status: definition.status,
      headers: { 'x-road-error': face.type, 'content-type': 'application/json' },
    });
    const { type, message, detail, ...others } = JSON.parse(answer.text) as Record<string, string>;
    expect({ type, detail, others }).toEqual({ type: face.type, detail: answer.id, others: {} });
    const [start = ''] = definition.message.en.split('{');
    expect(message?.slice(0, start.length)).toBe(start);
    expect(message?.endsWith(` (${code})`)).toBe(face.comparedWhole !== true);
  });

  it('stands in the log of the process before its answer', () => {
    const { answer } = outcomeOf(row);
    expect(answer.logged).toContainEqual(expect.objectContaining({ exchange: answer.id, code }));
  });

  it(`reaches the provider: ${face.reached}`, () => {
    expect(one.reached === undefined).toBe(face.reached !== 'maybe');
    expect(outcomeOf(row).reached).toBe(one.reached ?? face.reached === 'yes');
  });

  it(`leaves as its record: ${face.record}`, () => {
    const { answer, leaves, counted } = outcomeOf(row);
    expect(counted).toBe(face.record === 'counted' ? 1 : 0);
    const type = LEAF_TYPES[face.record];
    expect(leaves.map((leaf) => leaf.type)).toEqual(type === undefined ? [] : [type]);
    const end = { outcome: OUTCOMES[face.record], error: face.record === 'interrupted' ? undefined : code };
    for (const { outcome, error } of leaves) expect({ outcome, error }).toEqual(one.leaf ?? end);
    const receipt = String(answer.headers['x-simpul-receipt'] ?? '').endsWith(`/audit/v1/receipts/${answer.id}`);
    expect(receipt).toBe(type !== undefined);
  });
});

const isOfSignature = ({ code }: ErrorDefinition): boolean => code.startsWith('SIMPUL_SIGNATURE_');

describe('an answer', () => {
  it('of status 429 or 503 before the provider was reached says when to come again', () => {
    const brief = ROWS.filter(
      ({ definition, face }) => [429, 503].includes(definition.status) && face.reached === 'no',
    );
    const silent = brief.filter((row) => !/^\d+$/.test(String(outcomeOf(row).answer.headers['retry-after'])));
    expect(brief.length).toBeGreaterThan(0);
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it('of status 401 says how to sign in, and what was wrong', () => {
    const unauthenticated = ROWS.filter(({ definition }) => definition.status === 401 && !isOfSignature(definition));
    const kinds = unauthenticated.map((row) => {
      const challenge = String(outcomeOf(row).answer.headers['www-authenticate']);
      expect(challenge).toContain('algs="ES256 PS256 EdDSA"');
      expect(challenge).toMatch(/resource_metadata="http:[^"]+\/\.well-known\/oauth-protected-resource\/r1"/);
      return [row.definition.code, /^DPoP error="([a-z_]+)"/.exec(challenge)?.[1]];
    });
    expect(Object.fromEntries(kinds)).toEqual({
      SIMPUL_AUTH_TOKEN_MISSING: 'invalid_token',
      SIMPUL_AUTH_CERTIFICATE_MISSING: 'invalid_token',
      SIMPUL_AUTH_CERTIFICATE_UNKNOWN: 'invalid_token',
      SIMPUL_AUTH_CERTIFICATE_INVALID: 'invalid_token',
      SIMPUL_AUTH_TOKEN_INVALID: 'invalid_token',
      SIMPUL_AUTH_PROOF_INVALID: 'invalid_dpop_proof',
      SIMPUL_AUTH_PROOF_REPLAYED: 'invalid_dpop_proof',
    });
  });

  it('of status 401 for a signature says so, and that no other token would help', () => {
    const refused = ROWS.filter(({ definition }) => definition.status === 401 && isOfSignature(definition));
    expect(refused.length).toBeGreaterThan(0);
    for (const row of refused) {
      const challenge = outcomeOf(row).answer.headers['www-authenticate'];
      expect(challenge).toMatch(/^Signature realm="simpul-request", error_description="[^"]+"$/);
    }
  });

  it('is XML where Accept asks for XML', async () => {
    const [world] = worlds;
    if (world === undefined) throw new Error('no bus runs');
    const headers = ['Accept', 'text/html, application/xml;q=0.9'];
    const answer = await world.call('/r1/ID-UJI/GOV', { headers });
    expect(answer.headers['content-type']).toBe('application/xml; charset=utf-8');
    expect(answer.text).toContain('<error><type>Client.BadRequest</type>');
    expect(answer.text).toContain(`(SIMPUL_REQUEST_TARGET_INVALID)</message><detail>${answer.id}</detail></error>`);
  });
});
