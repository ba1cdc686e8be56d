import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type FakeAgency, rawCall, startFakeAgency } from '../src/index.ts';

let agency: FakeAgency;
beforeAll(async () => {
  agency = await startFakeAgency();
});
afterAll(() => agency.stop());

describe('a fake agency', () => {
  it('answers with the body that it got, and notes the request as it came', async () => {
    const answer = await rawCall(agency.url, '/a%2e?x=1', { method: 'POST', headers: { 'X-Y': 'z' }, body: '{"a":1}' });
    expect(answer).toMatchObject({ status: 200, text: '{"a":1}' });
    expect((await rawCall(agency.url, '/b')).text).toBe('{"ok":true}');
    expect(agency.seen.map(({ method, target }) => `${method} ${target}`)).toEqual(['POST /a%2e?x=1', 'GET /b']);
    expect(agency.seen[0]?.rawHeaders).toEqual(expect.arrayContaining(['X-Y', 'z']));
    expect(agency.seen[0]?.body.toString()).toBe('{"a":1}');
  });

  it('answers as it is told', async () => {
    agency.behave(({ target }) => ({ status: 418, headers: ['set-cookie', 'a', 'set-cookie', 'b'], body: target }));
    expect(await rawCall(agency.url, '/x')).toMatchObject({
      status: 418,
      text: '/x',
      headers: { 'set-cookie': ['a', 'b'] },
    });
  });

  it('can break the connection off', async () => {
    agency.behave(() => 'cut');
    await expect(rawCall(agency.url, '/')).rejects.toThrow('other side closed');
  });

  it('can leave a caller without an answer, and still stop', async () => {
    const other = await startFakeAgency();
    const asked = new Promise<void>((resolve) => {
      other.behave(() => {
        resolve();
        return 'hang';
      });
    });
    const socket = connect(other.port, '127.0.0.1');
    let got = '';
    socket.on('data', (chunk) => {
      got += chunk.toString();
    });
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await asked;
    const closed = once(socket, 'close');
    await other.stop();
    await closed;
    expect(got).toBe('');
  });
});
