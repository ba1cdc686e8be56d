import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sendRaw, sendRawAll, valuesOf } from '@simpul/testing';
import { OK, runGateway, type RunningGateway } from './support/running-gateway.ts';

const PATH = '/r1/ID-LA/GOV/M/S/x';
let running: RunningGateway;
let targets: string[];

beforeAll(async () => {
  running = await runGateway({ roundTrip: false });
});
afterAll(() => running.stop());
beforeEach(() => {
  targets = [];
  running.behind.dispatch = ({ target }) => {
    targets.push(target);
    return OK;
  };
});

const send = (...lines: readonly string[]) => sendRaw(running.port, lines.join('\r\n'));

describe('a target in absolute form', () => {
  it.each([
    ['http://bus', PATH],
    ['HTTP://BUS', `${PATH}/a%2e?b=http://c`],
    ['https://bus', `${PATH}?q`],
  ])('of %s is taken for its path and query', async (origin, path) => {
    const answer = await send(`GET ${origin}${path} HTTP/1.1`, 'Host: bus', 'Connection: close', '', '');
    expect(answer.status).toBe(200);
    expect(targets).toEqual([path]);
  });

  it('without a path is the root', async () => {
    const answer = await send(
      'GET http://bus HTTP/1.1',
      'Host: bus',
      'Accept: application/json',
      'Connection: close',
      '',
      '',
    );
    expect([answer.status, targets]).toEqual([200, []]);
  });

  it.each([
    `http://other${PATH}`,
    `http://bus:81${PATH}`,
    `http://bus@other${PATH}`,
    `http://other@bus${PATH}`,
    `http://bus\\@other${PATH}`,
    `http://${PATH}`,
    `ftp://bus${PATH}`,
    `http:${PATH}`,
    'bus:80',
    '*',
  ])('%s is refused where it is not clear whom it means', async (target) => {
    const answer = await send(`GET ${target} HTTP/1.1`, 'Host: bus', '', '');
    expect(answer.status).toBe(400);
    expect(targets).toEqual([]);
  });
});

describe('CONNECT', () => {
  it.each(['bus:443', PATH, 'http://bus/'])('%s is refused and ends the connection', async (target) => {
    const answers = await sendRawAll(
      running.port,
      `CONNECT ${target} HTTP/1.1\r\nHost: bus\r\n\r\nGET ${PATH} HTTP/1.1\r\nHost: bus\r\n\r\n`,
    );
    expect(answers.map(({ status }) => [400, 405].includes(status))).toEqual([true]);
    expect(targets).toEqual([]);
  });
});

describe('a transfer coding', () => {
  const body = ['', '3', 'abc', '0', '', ''];

  it.each(['chunked', 'Chunked'])('%s is taken', async (coding) => {
    const answer = await send(
      `POST ${PATH} HTTP/1.1`,
      'Host: bus',
      `Transfer-Encoding: ${coding}`,
      'Connection: close',
      ...body,
    );
    expect([answer.status, targets]).toEqual([200, [PATH]]);
  });

  it.each(['gzip, chunked', 'identity, chunked', 'chunked, chunked', 'chunked;a=b', 'xchunked', '"chunked"', ','])(
    '%s is refused and ends the connection',
    async (coding) => {
      const answers = await sendRawAll(
        running.port,
        [`POST ${PATH} HTTP/1.1`, 'Host: bus', `Transfer-Encoding: ${coding}`, ...body].join('\r\n'),
      );
      expect(answers.map(({ status }) => status)).toEqual([400]);
      expect(targets).toEqual([]);
    },
  );

  it('in HTTP/1.0 is refused', async () => {
    const answer = await send(`POST ${PATH} HTTP/1.0`, 'Host: bus', 'Transfer-Encoding: chunked', ...body);
    expect([answer.status, valuesOf(answer, 'connection'), targets]).toEqual([400, ['close'], []]);
  });
});

it.each(['gzip, chunked', 'identity'])(
  'behind a refused request (%s) nothing more of its connection is taken',
  async (coding) => {
    const first = [`POST ${PATH} HTTP/1.1`, 'Host: bus', `Transfer-Encoding: ${coding}`, '', '0', '', ''].join('\r\n');
    const answers = await sendRawAll(running.port, `${first}GET ${PATH}/2 HTTP/1.1\r\nHost: bus\r\n\r\n`);
    await sendRawAll(running.port, `GET ${PATH}/3 HTTP/1.1\r\nHost: bus\r\nConnection: close\r\n\r\n`);
    expect([answers.map(({ status }) => status), targets]).toEqual([[400], [`${PATH}/3`]]);
  },
);

it.each(['HTTP/0.9', 'HTTP/2.0'])('%s is refused', async (version) => {
  expect((await send(`GET ${PATH} ${version}`, 'Host: bus', '', '')).status).toBe(400);
  expect(targets).toEqual([]);
});

it('a request that came whole gets its answer, whatever comes behind it', async () => {
  let answerNow = (): void => undefined;
  const asked = new Promise<void>((resolve) => {
    running.behind.dispatch = () => {
      resolve();
      return new Promise((answer) => {
        answerNow = () => answer(OK);
      });
    };
  });
  const answers = sendRawAll(running.port, `GET ${PATH} HTTP/1.1\r\nHost: bus\r\n\r\nRUBBISH\r\n\r\n`);
  await asked;
  answerNow();
  expect((await answers).map(({ status }) => status)).toEqual([200]);
});

it('HTTP/1.0 is served without a host, and its connection ends', async () => {
  const answer = await send(`GET ${PATH} HTTP/1.0`, '', '');
  expect([answer.status, valuesOf(answer, 'connection'), targets]).toEqual([200, ['close'], [PATH]]);
});
