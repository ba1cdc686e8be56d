import { describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import type { ApiCaller } from '../../src/auth/api-caller.ts';
import { createDoorkeeper } from '../../src/routes/doorkeeper.ts';

const caller = (id: string): ApiCaller => ({ id, scopes: [], actor: { kind: 'client', id, grants: [] } });

/** A door with one route, which answers who called. */
function openDoor() {
  const seen: string[] = [];
  const { onRequest, callerOf } = createDoorkeeper(async ({ headers }) => {
    seen.push('asked who it is');
    const { from } = headers;
    if (from === undefined) throw Object.assign(new Error('unknown'), { statusCode: 401 });
    return caller(from);
  });
  const app = fastify();
  app.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) => {
    seen.push('read the body');
    done(null, body);
  });
  app.post('/', { onRequest }, (request) => ({ id: callerOf(request).id }));
  const post = (from?: string) =>
    app.inject({
      method: 'POST',
      url: '/',
      headers: { 'content-type': 'text/plain', ...(from !== undefined && { from }) },
      body: 'isi',
    });
  return { seen, post };
}

describe('a doorkeeper', () => {
  it('finds out who calls before the body is read', async () => {
    const { seen, post } = openDoor();
    expect((await post('a')).json()).toEqual({ id: 'a' });
    expect(seen).toEqual(['asked who it is', 'read the body']);
  });

  it('reads no body of somebody unknown', async () => {
    const { seen, post } = openDoor();
    expect((await post()).statusCode).toBe(401);
    expect(seen).toEqual(['asked who it is']);
  });

  it('keeps requests apart that come at once', async () => {
    const { post } = openDoor();
    const answers = await Promise.all(['a', 'b', 'c'].map(post));
    expect(answers.map((answer) => answer.json())).toEqual([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
  });

  it('knows nobody whom it did not let in', () => {
    const { callerOf } = createDoorkeeper(async () => caller('a'));
    expect(() => callerOf({})).toThrow('did not run');
  });
});
