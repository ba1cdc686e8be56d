import { describe, expect, it } from '@jest/globals';
import { Check } from 'typebox/value';
import { Leaf, LEAF_TYPES, SideCar } from '../src/index.ts';

const DIGEST = 'A'.repeat(43);
const SALT = 'A'.repeat(22);
const SMALL = {
  v: 1,
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  type: 'exchange.closed',
  time: 1_767_225_600_000,
  src: { node: 'n', boot: 'b', seq: 0 },
};
const FULL = {
  ...SMALL,
  at: 1_767_225_600_001,
  src: { ...SMALL.src, seq: 1, prev: DIGEST },
  consumer: 'ID-LA/GOV/M/S',
  onBehalfOf: 'ID-LA/GOV/N',
  provider: 'ID-LA/GOV/P/S/x',
  providedFor: 'ID-LA/GOV/Q',
  version: '1.2.0',
  agreement: { id: 'PKS-2026-014', digest: DIGEST },
  purpose: 'verifikasi-izin',
  legal: 'Perpres 95/2018 ps. 33',
  op: 'GET /permits/{id}',
  xRoadId: 'x',
  user: DIGEST,
  request: { digest: DIGEST, size: 7 },
  response: { digest: DIGEST, size: 0, status: 200 },
  outcome: 'ok',
  error: 'SIMPUL_ACCESS_NO_AGREEMENT',
  ms: 12,
  attempts: 1,
  sig: { kid: 'k', digest: DIGEST },
  subjects: { n: 1, c: [DIGEST] },
  actor: 'operator',
  trace: '0af7651916cd43dd8448eb211c80319c',
};

describe('a leaf', () => {
  it('is the least that every record says, or all that one can say', () => {
    expect(Check(Leaf, SMALL)).toBe(true);
    expect(Check(Leaf, FULL)).toBe(true);
  });

  it.each(LEAF_TYPES)('may be of the type %s', (type) => expect(Check(Leaf, { ...SMALL, type })).toBe(true));

  it.each(Object.keys(SMALL))('needs %s', (member) => {
    expect(Check(Leaf, Object.fromEntries(Object.entries(FULL).filter(([name]) => name !== member)))).toBe(false);
  });

  it.each<[string, object]>([
    ['another version', { v: 2 }],
    ['another type', { type: 'exchange.opened' }],
    ['a time with a fraction', { time: 1.5 }],
    ['a time before 1970', { time: -1 }],
    ['a digest that is none', { user: 'x' }],
    ['a digest with padding', { user: `${'A'.repeat(42)}=` }],
    ['another outcome', { outcome: 'maybe' }],
    ['an error of others', { error: 'ECONNRESET' }],
    ['more than 16 subjects', { subjects: { n: 17, c: Array.from({ length: 17 }, () => DIGEST) } }],
    ['a member of its own', { path: '/permits/1871' }],
    ['a member of its own below', { request: { digest: DIGEST, size: 7, body: 'x' } }],
    ['null for what is absent', { consumer: null }],
  ])('does not hold %s', (_, change) => expect(Check(Leaf, { ...FULL, ...change })).toBe(false));
});

describe('a side-car', () => {
  it('is empty, or holds salts and what was committed to', () => {
    expect(Check(SideCar, {})).toBe(true);
    const committed = { salt: SALT, value: 'v' };
    const subjects = [{ salt: SALT, kind: 'nik', value: 'v' }];
    expect(Check(SideCar, { request: SALT, response: SALT, xRoadId: committed, user: committed, subjects })).toBe(true);
  });

  it('does not hold a salt of another length, or anything else', () => {
    expect(Check(SideCar, { request: 'A'.repeat(21) })).toBe(false);
    expect(Check(SideCar, { body: 'x' })).toBe(false);
  });
});
