import { describe, expect, it } from '@jest/globals';
import { commit, CompactRange, fromBase64Url, hashLeaf, toBase64Url } from '@simpul/tlog';
import { createHash } from 'node:crypto';
import { commitSubjects, identify, saltedDigest, sha256 } from '../../src/steps/beside-leaf.ts';
import { beginProgress } from '../../src/steps/progress.ts';
import { CONSUMER, EXCHANGE_ID, requestOf } from '../sample-region.ts';

const UUID = '11111111-1111-4111-8111-111111111111';
const identified = (road: { id?: string; userId?: string }) =>
  identify(beginProgress(requestOf({ road: { client: CONSUMER, ...road } }), 'ID-LA'));

describe('a salted digest', () => {
  it('is opened by its salt, and differs each time', () => {
    const inner = sha256(Buffer.from('body'));
    const { digest, salt } = saltedDigest(inner);
    expect(createHash('sha256').update(Buffer.from(salt, 'base64url')).update(inner).digest('base64url')).toBe(digest);
    expect(Buffer.from(salt, 'base64url')).toHaveLength(16);
    expect(saltedDigest(inner).digest).not.toBe(digest);
  });
});

describe('X-Road-Id in a leaf', () => {
  it.each([UUID, UUID.toUpperCase()])('is plain where it is a UUID: %s', (id) => {
    expect(identified({ id })).toEqual({ xRoadId: id, user: undefined, sideCar: {} });
  });

  it.each([undefined, ''])('is plain where the bus made it (%p came)', (id) => {
    expect(identified(id === undefined ? {} : { id })).toEqual({
      xRoadId: `ID-LA-${EXCHANGE_ID}`,
      user: undefined,
      sideCar: {},
    });
  });

  it.each(['1871010101010001', `${UUID}x`, 'ID-LA-1'])('is a commitment where it could name somebody: %s', (id) => {
    const { xRoadId, sideCar } = identified({ id });
    const { salt, value } = sideCar['xRoadId'] as { salt: string; value: string };
    expect(value).toBe(id);
    expect(commit(sha256, fromBase64Url(salt), id)).toBe(xRoadId);
  });
});

describe('the user in a leaf', () => {
  it('is always a commitment', () => {
    const { user, sideCar } = identified({ id: UUID, userId: UUID });
    const { salt, value } = sideCar['user'] as { salt: string; value: string };
    expect(value).toBe(UUID);
    expect(commit(sha256, fromBase64Url(salt), UUID)).toBe(user);
  });
});

describe('persons in a leaf', () => {
  const persons = (n: number) => Array.from({ length: n }, (_, i) => ({ kind: 'nik', value: String(i) }));
  const opened = (n: number) => {
    const committed = commitSubjects(persons(n));
    const digests = (committed?.sideCar ?? []).map(({ salt, kind, value }) =>
      commit(sha256, fromBase64Url(salt), { kind, value }),
    );
    return { leaf: committed?.leaf, digests };
  };

  it('are not mentioned where there are none', () => {
    expect(commitSubjects([])).toBeUndefined();
  });

  it.each([1, 16])('are committed to one by one: %i', (n) => {
    const { leaf, digests } = opened(n);
    expect(leaf).toEqual({ n, c: digests });
  });

  it.each([17, 100])('are committed to by the Merkle root over them: %i', (n) => {
    const { leaf, digests } = opened(n);
    const range = new CompactRange(sha256);
    for (const digest of digests) range.append(hashLeaf(sha256, fromBase64Url(digest)));
    expect(digests).toHaveLength(n);
    expect(leaf).toEqual({ n, c: [toBase64Url(range.root())] });
  });
});
