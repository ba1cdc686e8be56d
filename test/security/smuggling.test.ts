import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sendRawAll } from '@simpul/testing';
import { BASE, CLIENT, road } from './support/region.ts';
import { type GuardedBus, REACHED, startGuardedBus } from './support/guarded-bus.ts';

const LUAS = road('luas');
/** What an attacker wants to reach the system as a request of its own. */
const SMUGGLED = `GET ${LUAS}/selundup HTTP/1.1\r\nHost: bus\r\nX-Road-Client: ${CLIENT}\r\n\r\n`;
let world: GuardedBus;

beforeAll(async () => {
  world = await startGuardedBus();
});
afterAll(() => world.stop());

/** A POST whose framing is given by header lines, with what follows them. */
const post = (framing: string, rest: string, version = 'HTTP/1.1'): string =>
  `POST ${LUAS}/depan ${version}\r\nHost: bus\r\nX-Road-Client: ${CLIENT}\r\n${framing}\r\n\r\n${rest}`;
const CHUNKED_END = `0\r\n\r\n${SMUGGLED}`;

describe('a request whose framing could be read in two ways', () => {
  it.each<[string, string]>([
    ['CL.TE', post('Content-Length: 6\r\nTransfer-Encoding: chunked', CHUNKED_END)],
    ['TE.CL', post('Transfer-Encoding: chunked\r\nContent-Length: 4', `5c\r\n${SMUGGLED}0\r\n\r\n`)],
    ['CL of 0 and TE', post('Content-Length: 0\r\nTransfer-Encoding: chunked', CHUNKED_END)],
    ['CL.CL, both ways', post(`Content-Length: 0\r\nContent-Length: ${SMUGGLED.length}`, SMUGGLED)],
    ['CL.CL, equal', post('Content-Length: 0\r\nContent-Length: 0', SMUGGLED)],
    ['CL as a list', post(`Content-Length: 0, ${SMUGGLED.length}`, SMUGGLED)],
    ['CL as an equal list', post('Content-Length: 0, 0', SMUGGLED)],
    ['CL with a sign', post('Content-Length: +0', SMUGGLED)],
    ['CL below zero', post('Content-Length: -1', SMUGGLED)],
    ['CL in hex', post('Content-Length: 0x0', SMUGGLED)],
    ['CL with a space inside', post('Content-Length: 0 0', SMUGGLED)],
    ['CL with a fraction', post('Content-Length: 0.0', SMUGGLED)],
    ['CL too large for a number', post('Content-Length: 18446744073709551616', SMUGGLED)],
    ['CL without a value', post('Content-Length:', SMUGGLED)],
    ['CL with a space before the colon', post('Content-Length : 0', SMUGGLED)],
    ['TE with a space before the colon', post('Transfer-Encoding : chunked', CHUNKED_END)],
    ['TE with a tab before the colon', post('Transfer-Encoding\t: chunked', CHUNKED_END)],
    ['TE of another coding', post('Transfer-Encoding: xchunked', CHUNKED_END)],
    ['TE identity', post('Transfer-Encoding: identity', SMUGGLED)],
    ['TE gzip before chunked', post('Transfer-Encoding: gzip, chunked', CHUNKED_END)],
    ['TE chunked before gzip', post('Transfer-Encoding: chunked, gzip', CHUNKED_END)],
    ['TE chunked twice', post('Transfer-Encoding: chunked, chunked', CHUNKED_END)],
    ['TE in two lines', post('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity', CHUNKED_END)],
    ['TE in two equal lines', post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked', CHUNKED_END)],
    ['TE with a vertical tab', post('Transfer-Encoding: \u000bchunked', CHUNKED_END)],
    ['TE with a parameter', post('Transfer-Encoding: chunked;x=y', CHUNKED_END)],
    ['TE quoted', post('Transfer-Encoding: "chunked"', CHUNKED_END)],
    ['TE without a value', post('Transfer-Encoding:', CHUNKED_END)],
    ['TE on a folded line', post('Transfer-Encoding:\r\n chunked', CHUNKED_END)],
    ['TE behind a bare line feed', post('X: y\nTransfer-Encoding: chunked', CHUNKED_END)],
    ['TE behind a bare carriage return', post('X: y\rTransfer-Encoding: chunked', CHUNKED_END)],
    ['TE behind a NUL', post('X: y\0\r\nTransfer-Encoding: chunked', CHUNKED_END)],
    ['TE behind a line without a name', post(': y\r\nTransfer-Encoding: chunked', CHUNKED_END)],
    ['TE behind a line without a colon', post('X\r\nTransfer-Encoding: chunked', CHUNKED_END)],
    ['TE in HTTP/1.0', post('Transfer-Encoding: chunked\r\nConnection: keep-alive', CHUNKED_END, 'HTTP/1.0')],
    ['a leading space before the first header', post(' X: y', SMUGGLED)],
    ['a chunk size with a sign', post('Transfer-Encoding: chunked', `+0\r\n\r\n${SMUGGLED}`)],
    ['a chunk size in 0x', post('Transfer-Encoding: chunked', `0x0\r\n\r\n${SMUGGLED}`)],
    ['a chunk size with a space', post('Transfer-Encoding: chunked', `0 0\r\n\r\n${SMUGGLED}`)],
    ['a chunk size too large', post('Transfer-Encoding: chunked', `10000000000000000\r\n${SMUGGLED}`)],
    ['no chunk size', post('Transfer-Encoding: chunked', `\r\n\r\n${SMUGGLED}`)],
    ['a chunk that ends in a line feed', post('Transfer-Encoding: chunked', `1\r\nx\n0\r\n\r\n${SMUGGLED}`)],
    ['a chunk size that ends in a line feed', post('Transfer-Encoding: chunked', `0\n\r\n${SMUGGLED}`)],
    ['a chunk longer than its size', post('Transfer-Encoding: chunked', `1\r\nxyz\r\n0\r\n\r\n${SMUGGLED}`)],
    ['a chunk extension with a line feed', post('Transfer-Encoding: chunked', `1;a\nb\r\nx\r\n0\r\n\r\n${SMUGGLED}`)],
  ])('%s: is refused, its connection ends, and nothing of it reaches the system', async (_, bytes) => {
    const answers = await sendRawAll(world.bus.port, bytes);
    expect(answers.map(({ status }) => status)).toEqual([400]);
    expect(world.taken()).toEqual([]);
  });
});

describe('a request whose framing is plain', () => {
  it('hides nothing: what stands in its body stays there', async () => {
    const inBody = post(`Content-Length: ${SMUGGLED.length}\r\nConnection: close`, SMUGGLED);
    const inChunk = post(
      'Transfer-Encoding: CHUNKED\r\nConnection: close',
      `${SMUGGLED.length.toString(16)}\r\n${SMUGGLED}\r\n0\r\n\r\n`,
    );
    for (const bytes of [inBody, inChunk]) {
      expect((await sendRawAll(world.bus.port, bytes)).map(({ status }) => status)).toEqual([REACHED]);
      expect(world.taken()).toEqual([`${BASE}/depan`]);
      expect(world.agency.seen.at(-1)?.body.toString()).toBe(SMUGGLED);
    }
  });

  it('asks for no other protocol: an upgrade is ignored', async () => {
    const upgrade = `GET ${LUAS} HTTP/1.1\r\nHost: bus\r\nX-Road-Client: ${CLIENT}\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n`;
    expect((await sendRawAll(world.bus.port, upgrade)).map(({ status }) => status)).toEqual([REACHED]);
    const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
    expect((await sendRawAll(world.bus.port, preface)).map(({ status }) => status)).toEqual([400]);
    expect(world.taken()).toEqual([BASE]);
  });
});

describe('requests one after the other on a connection', () => {
  const get = (path: string, more = ''): string =>
    `GET ${LUAS}${path} HTTP/1.1\r\nHost: bus\r\nX-Road-Client: ${CLIENT}\r\n${more}\r\n`;
  const last = get('/akhir', 'Connection: close\r\n');

  it('are each answered, in their order', async () => {
    world.agency.behave(async ({ target }) => {
      if (target.endsWith('/1')) await new Promise((resolve) => setTimeout(resolve, 50));
      return { status: REACHED, body: target };
    });
    const bytes = get('/1') + post('Content-Length: 3', 'abc') + get('/2') + get('/3') + last;
    const answers = await sendRawAll(world.bus.port, bytes);
    expect(answers.map(({ status, body }) => `${status} ${body.toString()}`)).toEqual(
      ['/1', '/depan', '/2', '/3', '/akhir'].map((path) => `${REACHED} ${BASE}${path}`),
    );
    expect(world.taken()).toHaveLength(5);
  });

  it('are judged each by itself: one that the bus refuses does not pull the next one along', async () => {
    const stranger = `GET ${LUAS}/asing HTTP/1.1\r\nHost: bus\r\nX-Road-Client: ${CLIENT}x\r\n\r\n`;
    const answers = await sendRawAll(world.bus.port, stranger + get('/4') + stranger + last);
    expect(answers.map(({ status }) => status)).toEqual([401, REACHED, 401, REACHED]);
    expect(world.taken()).toEqual([`${BASE}/4`, `${BASE}/akhir`]);
  });

  it('that cannot be read end the connection: nothing after them is taken', async () => {
    const broken = post('Content-Length: 1\r\nTransfer-Encoding: chunked', '0\r\n\r\n');
    const answers = await sendRawAll(world.bus.port, broken + get('/5') + last);
    expect(answers.map(({ status }) => status)).toEqual([400]);
    expect(world.taken()).toEqual([]);
  });

  it('of which a later one cannot be read: the earlier one still gets its own answer', async () => {
    const answers = await sendRawAll(world.bus.port, `${get('/6')}RUBBISH\r\n\r\n`);
    expect(answers.map(({ status }) => status)).toEqual([REACHED]);
    expect(world.taken()).toEqual([`${BASE}/6`]);
  });
});
