import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { auditFile, Params } from '@simpul/contracts';
import { rawCall } from '@simpul/testing';
import { createProver } from '../support/prover.ts';
import { PUBLIC_URL, runGateway, type RunningGateway } from '../support/running-gateway.ts';

const ENTRIES = '/audit/log/L/tile/entries/000';
const HASHES = '/audit/log/L/tile/0/000';
const BODY = Buffer.from('{"v":1,"type":"exchange.closed"}'.repeat(100));
let sandbox: RunningGateway;
let production: RunningGateway;
let asked: Params<typeof auditFile> | undefined;

beforeAll(async () => {
  sandbox = await runGateway();
  production = await runGateway({ mode: 'production' });
  for (const { behind } of [sandbox, production]) {
    behind.file = (params) => {
      asked = params;
      const isTile = params.path.startsWith('tile/');
      return { body: BODY, contentType: 'application/octet-stream', immutable: isTile };
    };
  }
});
afterAll(async () => {
  await sandbox.stop();
  await production.stop();
});

const at = (path: string, headers = {}) => rawCall(sandbox.origin, path, { headers });

describe('a file of a log', () => {
  it('names who looks at entries in production, and is kept by nobody then', async () => {
    const prover = await createProver();
    const audience = `${PUBLIC_URL}/api`;
    const { jkt } = prover;
    const token = await production.issuer.token({ client: 'inspektorat', audience, jkt, scope: 'audit:read' });
    const dpop = await prover.prove({ method: 'GET', url: PUBLIC_URL + ENTRIES, token });
    const headers = { authorization: `DPoP ${token}`, dpop };
    const answer = await rawCall(production.origin, ENTRIES, { headers });
    expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'private, no-cache' } });
    expect(asked).toEqual({ log: 'L', path: 'tile/entries/000', asker: { id: 'inspektorat', auditor: true } });
  });

  it.each([ENTRIES, HASHES])('is for everybody in a sandbox: %s', async (path) => {
    expect((await at(path)).headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(asked).toEqual({ log: 'L', path: path.slice('/audit/log/L/'.length) });
  });

  it.each([
    ['gzip', 'gzip'],
    ['br, gzip;q=0.5, *;q=0', 'gzip'],
    ['identity', undefined],
    ['gzip;q=0', undefined],
    [undefined, undefined],
  ])('holds entries compressed for who accepts %s, hashes never', async (accepted, encoding) => {
    const headers = accepted === undefined ? {} : { 'accept-encoding': accepted };
    const entries = await at(ENTRIES, headers);
    expect([entries.headers['content-encoding'], entries.headers['vary']]).toEqual([encoding, 'Accept-Encoding']);
    expect((await at(HASHES, headers)).headers['content-encoding']).toBeUndefined();
  });

  it('is the same when it is uncompressed', async () => {
    for (const accepted of ['gzip', 'identity']) {
      const response = await fetch(sandbox.origin + ENTRIES, { headers: { 'accept-encoding': accepted } });
      expect(Buffer.from(await response.arrayBuffer())).toEqual(BODY);
    }
  });

  it('has a tag in each encoding, and is not sent to who knows it', async () => {
    const { etag: plain = '' } = (await at(ENTRIES)).headers;
    const { etag: zipped = '' } = (await at(ENTRIES, { 'accept-encoding': 'gzip' })).headers;
    expect(plain).not.toBe(zipped);
    for (const known of [plain, `"other", W/${String(plain)}`, '*']) {
      const answer = await at(ENTRIES, { 'if-none-match': known });
      expect(answer).toMatchObject({ status: 304, text: '', headers: { etag: plain } });
    }
    expect((await at(ENTRIES, { 'if-none-match': zipped })).status).toBe(200);
  });

  it('is answered to HEAD without its body', async () => {
    const answer = await rawCall(sandbox.origin, HASHES, { method: 'HEAD' });
    expect(answer).toMatchObject({ status: 200, text: '', headers: { 'content-length': String(BODY.length) } });
  });
});
