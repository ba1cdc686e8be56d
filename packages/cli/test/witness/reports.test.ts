import { describe, expect, it } from '@jest/globals';
import type { Terminal } from '../../src/terminal.ts';
import { createReports, type Reports } from '../../src/witness/reports.ts';

const checkpoint = { origin: 'bus.example/log', size: 7, root: new Uint8Array(32), extensions: [] };
const latest = { origin: checkpoint.origin, size: 5, root: new Uint8Array(32), note: '' };
const refused = {
  origin: checkpoint.origin,
  size: 9,
  latest,
  note: '',
  reason: 'bad consistency proof',
  isProof: false,
};
const lie = { ...refused, size: 5, reason: 'two roots for one size', isProof: true };
const witness = {
  name: 'saksi.example/w1',
  url: 'http://127.0.0.1:7800',
  vkeys: ['saksi.example/w1+1+A', 'saksi.example/w1+2+B'],
  logs: [{ origin: 'a.example/log' }, { origin: 'b.example/log', size: 3 }],
  stop: async () => undefined,
};

function printed(json: boolean, use: (reports: Reports) => void): string {
  let out = '';
  const never = async (): Promise<void> => undefined;
  const stdin = (async function* empty() {
    // Nothing comes.
  })();
  const terminal: Terminal = {
    env: {},
    cwd: '/',
    stdin,
    out: (chunk) => void (out += String(chunk)),
    err: () => undefined,
    wait: never,
    now: () => 0,
  };
  use(createReports(terminal, { json }));
  return out;
}

describe('what a witness prints', () => {
  it('at its start is its name, address, logs, and a line to paste', () => {
    const text = printed(false, ({ ready }) => ready(witness));
    expect(text).toContain('Witness saksi.example/w1 at http://127.0.0.1:7800 cosigns:');
    expect(text).toContain('  a.example/log (nothing cosigned yet)\n  b.example/log (3 entries)\n');
    expect(text).toContain('\nwitness saksi.example/w1 saksi.example/w1+1+A http://127.0.0.1:7800\n');
    expect(text).toContain('\nwitness saksi.example/w1 saksi.example/w1+2+B http://127.0.0.1:7800\n');
  });

  it('names a lie, with where the proof is, and a refusal, each once in a row', () => {
    const text = printed(false, ({ contradiction }) => {
      contradiction(refused, undefined);
      contradiction(refused, undefined);
      contradiction(lie, '/evidence');
    });
    expect(text.split('\n')).toHaveLength(3);
    expect(text).toMatch(/^REFUSED: bus\.example\/log .* 9 entries .* the 5 cosigned before \(bad consistency proof\)/);
    expect(text).toMatch(/ALARM: bus\.example\/log signed two roots for 5 entries; .* kept in \/evidence\.\n$/);
  });

  it('announces a log’s first cosigned checkpoint only', () => {
    const text = printed(false, ({ cosigned }) => {
      cosigned(checkpoint);
      cosigned({ ...checkpoint, size: 8 });
      cosigned({ ...checkpoint, origin: 'b.example/log' });
    });
    expect(text.match(/^Cosigned \S+, 7 entries/gm)).toHaveLength(2);
  });

  it('is an object a line for machines', () => {
    const text = printed(true, ({ ready, cosigned, contradiction, stopping, stopped }) => {
      ready(witness);
      cosigned(checkpoint);
      contradiction(refused, undefined);
      contradiction(lie, '/evidence');
      stopping();
      stopped();
    });
    const events = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string });
    expect(events.map(({ event }) => event)).toEqual([
      'ready',
      'cosigned',
      'refused',
      'contradiction',
      'stopping',
      'stopped',
    ]);
    expect(events[3]).toEqual({
      event: 'contradiction',
      origin: 'bus.example/log',
      size: 5,
      cosigned: 5,
      reason: 'two roots for one size',
      evidence: '/evidence',
    });
  });
});
