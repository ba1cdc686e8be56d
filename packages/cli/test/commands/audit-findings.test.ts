import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeDataFolder } from '../support/data-folder.ts';
import { type FakeBus, startFakeBus } from '../support/fake-bus.ts';
import type { FakeAnswer } from '../support/fake-server.ts';
import { runIn } from '../support/fake-terminal.ts';

let bus: FakeBus;
let data: string;

beforeEach(async () => {
  bus = await startFakeBus();
  data = await makeDataFolder(bus);
  const logs = { status: 200, body: JSON.stringify({ logs: [{ origin: 'a/b', verifierKeys: ['a/b+1+k'] }] }) };
  bus.routes.set('GET /audit/v1/verification', () => logs);
});
afterEach(() => bus.server.close());

const finding = (id: string, more: object = {}): object => ({
  id,
  kind: 'integrity',
  at: 1_790_000_000_000,
  log: 'ID-LA-2026h1',
  index: 7,
  detail: `leaf 7 (${id})`,
  ...more,
});
const page = (findings: readonly object[], next?: string): FakeAnswer => ({
  status: 200,
  body: JSON.stringify({ findings, next }),
});

function answerWith(pages: FakeAnswer[]): string[] {
  const targets: string[] = [];
  bus.routes.set('GET /audit/v1/findings', ({ target }) => {
    targets.push(target);
    return pages.shift() ?? { status: 500 };
  });
  return targets;
}

describe('simpul audit findings', () => {
  it('prints all pages, oldest first, as the auditor of the sandbox', async () => {
    const fork = finding('b', { kind: 'source-fork', source: 'edge-1/0b54', index: undefined });
    const targets = answerWith([page([finding('c'), fork], 'older'), page([finding('a')])]);
    const { code, out } = await runIn(['audit', 'findings', '--data', data]);
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      '2026-09-21T14:13:20.000Z  integrity  ID-LA-2026h1, entry 7  leaf 7 (a)',
      '2026-09-21T14:13:20.000Z  source-fork  ID-LA-2026h1  edge-1/0b54  leaf 7 (b)',
      '2026-09-21T14:13:20.000Z  integrity  ID-LA-2026h1, entry 7  leaf 7 (c)',
      '',
    ]);
    expect(targets).toEqual(['/audit/v1/findings?limit=1000', '/audit/v1/findings?limit=1000&cursor=older']);
    expect([...bus.issuer.tokens.values()][0]?.form.get('scope')).toBe('audit:read');
  });

  it('asks for what it is told to', async () => {
    const targets = answerWith([page([])]);
    const { out, err } = await runIn([
      'audit',
      'findings',
      '--kind',
      'source-gap',
      '--since',
      '2026-01-01',
      '--data',
      data,
    ]);
    expect(targets).toEqual(['/audit/v1/findings?limit=1000&kind=source-gap&from=2026-01-01']);
    expect([out, err]).toEqual(['', expect.stringContaining('No findings.')]);
  });

  it('follows without a repeat or a gap, across pages', async () => {
    const stop = new Error('enough');
    let looks = 0;
    const wait = (): void => {
      looks += 1;
      if (looks > 3) throw stop;
    };
    const targets = answerWith([
      page([finding('1')]),
      page([finding('1')]),
      page([finding('3')], 'older'),
      page([finding('2'), finding('1')], 'oldest'),
      page([finding('4'), finding('3')]),
    ]);
    const { out } = await runIn(['audit', 'findings', '--follow', '--json', '--data', data], { wait });
    const lines = out.trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(['1', '2', '3', '4']);
    expect(targets).toHaveLength(5);
  });
});
