import { createServer } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Connector } from '@simpul/contracts';
import { PROVIDER } from '@simpul/errors';
import { listen, type StandIn, targetAt, testConnector } from './stand-in.ts';

const folder = mkdtempSync(join(tmpdir(), 'simpul-secrets-'));
const connector = testConnector();
let provider: StandIn;
beforeAll(async () => {
  provider = await listen(createServer((request, response) => response.end(request.rawHeaders.join('\n'))));
});
afterAll(async () => {
  await provider.close();
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  delete process.env['SIMPUL_TEST_SECRET'];
});

function secretFile(name: string, text: string): { file: string } {
  const file = join(folder, name);
  writeFileSync(file, text);
  return { file };
}

async function seenHeaders(settings: Connector, headers: string[] = []): Promise<string[]> {
  const target = targetAt(connector, `http://127.0.0.1:${provider.port}`, { connector: settings });
  const { body } = await connector.dispatch(target, { method: 'GET', path: '/', headers }, { deadlineMs: 5000 });
  await target.close();
  return Buffer.from(body).toString('latin1').split('\n');
}

describe('the credentials of a connector', () => {
  it('replace the header of the same name that the caller sent', async () => {
    const secret = secretFile('key', 's3cret\n');
    const auth = { kind: 'header', name: 'X-Api-Key', secret } as const;
    const headers = await seenHeaders({ kind: 'rest', auth }, ['x-api-key', 'forged', 'X-Other', '1']);
    expect(headers.slice(4)).toEqual(['X-Other', '1', 'X-Api-Key', 's3cret']);
  });

  it('are sent as basic authentication in UTF-8, from the environment', async () => {
    process.env['SIMPUL_TEST_SECRET'] = 'sandi:ë';
    const auth = { kind: 'basic', username: 'bus', password: { env: 'SIMPUL_TEST_SECRET' } } as const;
    const headers = await seenHeaders({ kind: 'rest', auth });
    expect(headers.slice(4)).toEqual(['Authorization', `Basic ${Buffer.from('bus:sandi:ë').toString('base64')}`]);
  });

  it.each<[string, Connector]>([
    ['a file that is not there', { kind: 'rest', auth: { kind: 'header', name: 'K', secret: { file: '/nowhere' } } }],
    [
      'a variable that is not set',
      { kind: 'rest', auth: { kind: 'header', name: 'K', secret: { env: 'SIMPUL_NONE' } } },
    ],
    ['an authority that is not there', { kind: 'rest', auth: { kind: 'none' }, ca: '/nowhere' }],
    [
      'a secret that would split the header',
      { kind: 'rest', auth: { kind: 'header', name: 'K', secret: secretFile('split', 'a\r\nX-Evil: 1') } },
    ],
    [
      'a certificate that is none',
      {
        kind: 'rest',
        auth: { kind: 'mtls', certificate: secretFile('cert', 'no'), key: secretFile('certkey', 'no') },
      },
    ],
  ])('end the dispatch when they are %s', async (_, settings) => {
    await expect(seenHeaders(settings)).rejects.toMatchObject({ definition: PROVIDER.SECRET_MISSING });
  });

  it('never show in the error', async () => {
    const auth = { kind: 'header', name: 'K', secret: secretFile('bad', 'hush\u0000hush') } as const;
    const error: unknown = await seenHeaders({ kind: 'rest', auth }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ definition: PROVIDER.SECRET_MISSING });
    expect(String((error as Error).cause)).not.toContain('hush');
  });
});
