import { SimpulError } from '@simpul/errors';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { PROXY } from '../../src/proxy/errors.ts';
import { createReports } from '../../src/proxy/reports.ts';
import type { Terminal } from '../../src/terminal.ts';

let out: string;
let err: string;
const terminal = {
  out: (text: string) => void (out += text),
  err: (text: string) => void (err += text),
  now: () => 0,
} as unknown as Terminal;
beforeEach(() => {
  out = '';
  err = '';
});

describe('reports of a proxy', () => {
  it('say for people where it is ready', () => {
    createReports(terminal, { json: false }).ready({
      url: 'http://127.0.0.1:1',
      client: 'ID/GOV/A/s',
      bus: 'https://b',
    });
    expect(out).toContain('The proxy is ready at http://127.0.0.1:1\n');
  });

  it('say for machines what went wrong, one object a line', () => {
    const error = new SimpulError(PROXY.BUS_UNREACHABLE, { params: { reason: 'ECONNREFUSED' } });
    createReports(terminal, { json: true }).error(error, { id: 'abc', method: 'GET', target: '/r1/I' });
    expect(JSON.parse(out)).toMatchObject({
      event: 'error',
      id: 'abc',
      code: PROXY.BUS_UNREACHABLE.code,
      target: '/r1/I',
    });
  });

  it('announce a token once, and again after a failure', () => {
    const reports = createReports(terminal, { json: false });
    reports.token();
    reports.token();
    expect(out.match(/has an access token/g)).toHaveLength(1);
    reports.tokenFailed(new Error('away'), 500);
    reports.token();
    expect(out.match(/has an access token/g)).toHaveLength(2);
  });

  it('warn on standard error', () => {
    createReports(terminal, { json: false }).warning('open');
    expect([out, err]).toEqual(['', 'warning: open\n']);
  });
});
