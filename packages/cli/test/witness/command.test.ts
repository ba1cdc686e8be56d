import { describe, expect, it } from '@jest/globals';
import { runIn } from '../support/fake-terminal.ts';
import { newSigner } from './support/test-log.ts';

const { vkey } = newSigner('bus.example/log');

describe('the command line of simpul witness', () => {
  it('has a help with an example', async () => {
    const { code, out } = await runIn(['witness', '--help']);
    expect(code).toBe(0);
    expect(out).toContain('$ simpul witness --data ./witness --log ');
    expect(out).toContain('--json');
  });

  it.each([
    [['--log', vkey], '--data'],
    [['--data', 'x'], '--log'],
    [['--data', 'x', '--log', 'nonsense'], 'NAME+ID+KEY'],
    [['--data', 'x', '--log', vkey, '--listen', '7800'], '127.0.0.1:7800'],
  ])('exits 2 for %j and says what is expected, before anything is made', async (line, said) => {
    const { code, out, err } = await runIn(['witness', ...line], { cwd: '/nonexistent' });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(said);
    const { err: json } = await runIn(['witness', ...line, '--json'], { cwd: '/nonexistent' });
    expect(JSON.parse(json)).toMatchObject({ error: { code: 'SIMPUL_CLI_USAGE' } });
  });
});
