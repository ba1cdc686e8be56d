import { describe, expect, it } from '@jest/globals';
import { REGISTRY } from '@simpul/errors';
import { fastify } from 'fastify';
import { etagOf, requireNew, revisionOrNone, revisionSeen, showTagged } from '../../../src/routes/registry/etag.ts';

type Headers = Readonly<Record<string, string>>;
const MISSING = REGISTRY.PRECONDITION_MISSING.code;
const FAILED = REGISTRY.PRECONDITION_FAILED.code;
/** What a reader of preconditions says: a number, or the code of its refusal. */
const said = (read: (request: { headers: Headers }, kind: string, id: string) => unknown, headers: Headers) => {
  try {
    return read({ headers }, 'agreement', 'PKS-1');
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('the revision that a caller saw', () => {
  it.each<[Headers, unknown, unknown, unknown]>([
    // headers, revisionSeen, revisionOrNone, requireNew
    [{}, MISSING, MISSING, MISSING],
    [{ 'if-match': '"7"' }, 7, 7, FAILED],
    [{ 'if-match': ' "7" ' }, 7, 7, FAILED],
    [{ 'if-none-match': '*' }, MISSING, 0, undefined],
    [{ 'if-none-match': '"7"' }, MISSING, MISSING, MISSING],
    [{ 'if-match': '"7"', 'if-none-match': '*' }, 7, 7, FAILED],
    [{ 'if-match': '*' }, FAILED, FAILED, FAILED],
    [{ 'if-match': '"7", "8"' }, FAILED, FAILED, FAILED],
    [{ 'if-match': 'W/"7"' }, FAILED, FAILED, FAILED],
    [{ 'if-match': '"0"' }, FAILED, FAILED, FAILED],
    [{ 'if-match': '"seven"' }, FAILED, FAILED, FAILED],
    [{ 'if-match': '7' }, FAILED, FAILED, FAILED],
    [{ 'if-match': '' }, FAILED, FAILED, FAILED],
  ])('of %j', (headers, seen, orNone, isNew) => {
    expect([said(revisionSeen, headers), said(revisionOrNone, headers), said(requireNew, headers)]).toEqual([
      seen,
      orNone,
      isNew,
    ]);
  });
});

describe('an object that is shown', () => {
  const app = fastify();
  app.get('/', (request, reply) => showTagged(request, reply, { revision: 7 }, { isi: 'a' }));

  it('has its tag, and nobody else keeps it', async () => {
    const { statusCode, headers, body } = await app.inject('/');
    expect([statusCode, body]).toEqual([200, '{"isi":"a"}']);
    expect(headers).toMatchObject({ etag: etagOf({ revision: 7 }), 'cache-control': 'private, no-store' });
  });

  it('is not sent to who has it', async () => {
    const { statusCode, headers, body } = await app.inject({ url: '/', headers: { 'if-none-match': '"7"' } });
    expect([statusCode, headers.etag, body]).toEqual([304, '"7"', '']);
    expect((await app.inject({ url: '/', headers: { 'if-none-match': '"6"' } })).statusCode).toBe(200);
  });
});
