import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DocumentStore, openSqliteDocumentStore } from '@simpul/store';
import { OAUTH_COLLECTION, type OauthRecords, openOauthRecords } from '../../src/store/oauth-records.ts';

const HOUR_S = 3600;

let folder: string;
let store: DocumentStore;
let records: OauthRecords;
let nowS: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simpul-oauth-records-'));
  store = await openSqliteDocumentStore({ file: join(folder, 'x.sqlite'), collections: [OAUTH_COLLECTION], format: 1 });
  nowS = 1_800_000_000;
  records = openOauthRecords(store, () => nowS * 1000);
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const put = (kind: string, value: string, payload = {}) =>
  records.put(kind, value, { payload, expiresAt: nowS + HOUR_S });

describe('records of the authorization server', () => {
  it('come back as they were given, whatever their members are', async () => {
    const payload = { grantId: 'g', 'x5t#S256': 'x', nested: { a: [1, null, 'ü'] }, __proto__x: true };
    await put('RefreshToken', 'secret', { jti: 'secret', ...payload });
    expect(await records.get('RefreshToken', 'secret')).toMatchObject({ payload, isUsed: false, isRevoked: false });
    expect(await records.get('AuthorizationCode', 'secret')).toBeUndefined();
  });

  it('hold no value that could be used', async () => {
    await put('RefreshToken', 'a-secret-value', { jti: 'a-secret-value', accountId: 'siti' });
    await store.close();
    const bytes = await Promise.all(
      ['x.sqlite', 'x.sqlite-wal'].map((name) => readFile(join(folder, name), 'latin1').catch(() => '')),
    );
    expect(bytes.join('')).toContain('siti');
    expect(bytes.join('')).not.toContain('a-secret-value');
  });

  it('are used once, by whom of many', async () => {
    await put('AuthorizationCode', 'c');
    const uses = await Promise.all(Array.from({ length: 50 }, () => records.use('AuthorizationCode', 'c')));
    expect(uses.filter(Boolean)).toHaveLength(1);
    expect(await records.get('AuthorizationCode', 'c')).toMatchObject({ isUsed: true });
    expect(await records.use('AuthorizationCode', 'unknown')).toBe(false);
  });

  it('are revoked with their grant, also those written later', async () => {
    await put('Grant', 'g');
    await put('RefreshToken', 'before', { grantId: 'g' });
    await records.revoke('g');
    await put('RefreshToken', 'after', { grantId: 'g' });
    for (const value of ['before', 'after']) {
      expect(await records.get('RefreshToken', value)).toMatchObject({ isRevoked: true });
    }
    await put('RefreshToken', 'other', { grantId: 'another' });
    expect(await records.get('RefreshToken', 'other')).toMatchObject({ isRevoked: false });
  });

  it('tell for a while that they have expired, then nothing', async () => {
    await put('DeviceCode', 'd', { userCode: 'BCDFGHJK' });
    nowS += HOUR_S;
    expect(await records.get('DeviceCode', 'd')).toBeDefined();
    expect(await records.getUndecided('BCDFGHJK')).toBeUndefined();
    expect(await records.decide('BCDFGHJK', { error: 'access_denied' })).toBe(false);
    nowS += HOUR_S;
    expect(await records.get('DeviceCode', 'd')).toBeUndefined();
  });

  it('are deleted some time after they expired', async () => {
    await put('Grant', 'old');
    nowS += HOUR_S;
    await put('Grant', 'new');
    await records.prune(nowS + HOUR_S);
    nowS -= HOUR_S;
    expect(await records.get('Grant', 'old')).toBeUndefined();
    expect(await records.get('Grant', 'new')).toBeDefined();
  });

  it('of a device take one decision, which then belongs to them', async () => {
    await put('DeviceCode', 'd', { userCode: 'BCDFGHJK', clientId: 'simpul-cli' });
    const decisions = ['g1', 'g2', 'g3'].map((grantId) => records.decide('BCDFGHJK', { grantId, accountId: 'siti' }));
    expect((await Promise.all(decisions)).filter(Boolean)).toHaveLength(1);
    const record = await records.get('DeviceCode', 'd');
    expect(record).toMatchObject({
      grantId: 'g1',
      payload: { accountId: 'siti', clientId: 'simpul-cli', grantId: 'g1' },
    });
    expect(await records.decide('QQQQQQQQ', { grantId: 'g' })).toBe(false);
  });
});
