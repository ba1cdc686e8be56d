import { describe, expect, it } from '@jest/globals';
import { createLogger, LOG_LEVELS, type LogLevel } from '../src/index.ts';

/** Logs once and reads the line. */
function logged(members: object, message = 'm'): Record<string, unknown> {
  const lines: string[] = [];
  createLogger({ level: 'info', destination: { write: (line) => lines.push(line) } }).info(members, message);
  return JSON.parse(lines[0] ?? '') as Record<string, unknown>;
}

describe('a line', () => {
  it('is one JSON object with its time in UTC, and neither host nor process', () => {
    const line = logged({ exchange: 'x' }, 'answered');
    expect(line).toEqual({ level: 30, time: expect.any(String), exchange: 'x', msg: 'answered' });
    expect(new Date(line['time'] as string).toISOString()).toBe(line['time']);
  });

  it.each(LOG_LEVELS)('is written at the level %s and above', (level: LogLevel) => {
    const written: string[] = [];
    const logger = createLogger({ level, destination: { write: (line) => written.push(line) } });
    for (const each of ['fatal', 'error', 'warn', 'info', 'debug'] as const) logger[each](each);
    const last = LOG_LEVELS.indexOf(level);
    expect(written).toHaveLength(level === 'silent' ? 0 : last + 1);
  });
});

describe('what never reaches a line', () => {
  const NAMES = ['authorization', 'dpop', 'cookie', 'token', 'secret', 'password', 'body', 'query', 'nik'];

  it.each(NAMES)('%s', (name) => {
    const line = logged({ [name]: { within: 'HUSH' }, other: 1 });
    expect(JSON.stringify(line)).not.toContain('HUSH');
    expect(line).toMatchObject({ [name]: '[redacted]', other: 1 });
  });
});

describe('an error', () => {
  class LibraryError extends Error {
    override readonly name = 'LibraryError';
    readonly code = 'E_LIBRARY';
    readonly request = { headers: { authorization: 'HUSH' } };
    readonly config = 'HUSH';
  }
  const cause = new LibraryError('inner', { cause: Object.assign(new Error('root'), { body: 'HUSH', code: 7 }) });

  it.each(['err', 'cause'])('is told as %s by name, message, code and stack, and its causes alike', (member) => {
    const line = logged({ [member]: new TypeError('outer', { cause }) });
    expect(line[member]).toEqual({
      type: 'TypeError',
      message: 'outer',
      stack: expect.stringContaining('outer'),
      cause: {
        type: 'LibraryError',
        message: 'inner',
        code: 'E_LIBRARY',
        stack: expect.any(String),
        cause: { type: 'Error', message: 'root', stack: expect.any(String) },
      },
    });
    expect(JSON.stringify(line)).not.toContain('HUSH');
  });

  it.each([['text'], [{ password: 'HUSH' }], [null]])('that is none is told by its type only', (thrown) => {
    const { err } = logged({ err: thrown });
    expect(err).toEqual({ type: typeof thrown, message: 'not an Error' });
  });
});
