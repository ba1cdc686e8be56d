import { BODY } from '../payload.ts';
import { runChild } from '../run-child.ts';
import { OPERATION } from '../write-region.ts';
import type { BenchCase } from './bench-case.ts';

/** The bare proxy, which ratios are to. */
export async function startBare(provider: string): Promise<BenchCase> {
  const child = await runChild<{ token: string }>('bare-proxy.ts', provider);
  const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${child.notice.token}` };
  return {
    name: 'bare',
    pid: child.process.pid ?? 0,
    prepare: () => Promise.resolve({ url: child.url + OPERATION, headers, body: BODY }),
    settle: () => Promise.resolve(),
    stop: () => child.stop(),
  };
}
