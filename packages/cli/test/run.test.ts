import { describe, expect, it } from '@jest/globals';
import { runIn } from './support/fake-terminal.ts';

describe('the command line', () => {
  it.each([[['--help']], [['help', 'call']], [['--version']], [['audit', 'verify', '--help']]])(
    'answers %j on standard output with 0',
    async (argv) => {
      const { code, out, err } = await runIn(argv);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).not.toBe('');
    },
  );

  it.each([
    ['region', 'validate'],
    ['region', 'plan'],
    ['region', 'apply'],
    ['token'],
    ['call'],
    ['audit', 'tail'],
    ['audit', 'show'],
    ['audit', 'verify'],
    ['audit', 'mirror'],
    ['audit', 'watch'],
    ['audit', 'prove', 'inclusion'],
    ['audit', 'prove', 'consistency'],
  ])('has an example in the help of %s %s', async (...argv) => {
    const { out } = await runIn([...argv, '--help']);
    expect(out).toContain(`$ simpul ${argv.join(' ')}`);
    expect(out).toContain('--json');
  });

  it.each([[['nonsense']], [['call']], [['token', '--nonsense']], [[]], [['audit']]])(
    'exits 2 for %j',
    async (argv) => {
      const { code, out, err } = await runIn(argv);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).not.toBe('');
    },
  );

  it('complains to machines in JSON alone', async () => {
    const { code, err } = await runIn(['token', '--nonsense', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(err)).toEqual({
      error: { code: 'SIMPUL_CLI_USAGE', message: expect.stringContaining('--nonsense') },
    });
  });

  it('shows where an error comes from only when asked', async () => {
    const argv = ['token', '--as', 'GOV/A/b', '--data', '/nowhere'];
    expect((await runIn(argv)).err).toMatch(/^simpul: .+\n$/);
    expect((await runIn(argv, { env: { SIMPUL_DEBUG: '1' } })).err).toContain('data-folder.ts');
  });
});
