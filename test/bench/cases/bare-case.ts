import { BODY } from '../payload.ts';
import { runChild } from '../run-child.ts';
import { OPERATION } from '../write-region.ts';
import type { BenchCase } from './bench-case.ts';
import type { TlsMaterial } from './tls-material.ts';

/** The bare proxy, which ratios are to; behind TLS where there is material for it. */
export async function startBare(provider: string, tls?: TlsMaterial): Promise<BenchCase> {
  const files = tls === undefined ? [] : [tls.certFile, tls.keyFile];
  const child = await runChild<{ token: string }>('bare-proxy.ts', provider, ...files);
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${child.notice.token}` };
  return {
    name: tls === undefined ? 'bare' : 'bare-tls',
    pids: [child.process.pid ?? 0],
    prepare: () =>
      Promise.resolve({ url: child.url + OPERATION, headers, body: BODY, ...(tls && { tls: tls.client }) }),
    settle: () => Promise.resolve(),
    stop: () => child.stop(),
  };
}
