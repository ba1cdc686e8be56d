import { BODY } from '../payload.ts';
import { runChild } from '../run-child.ts';
import { OPERATION } from '../write-region.ts';
import type { BenchCase } from './bench-case.ts';

/** The provider: a case of its own, and what all the others call. */
export interface ProviderCase extends BenchCase {
  readonly url: string;
  /** Requests with this path that it has read to their end since it started. */
  seen(path: string): Promise<number>;
}

export async function startProvider(): Promise<ProviderCase> {
  const child = await runChild('provider.ts');
  const { url } = child;
  return {
    name: 'provider',
    pids: [child.process.pid ?? 0],
    url,
    prepare: () =>
      Promise.resolve({ url: url + OPERATION, headers: { 'Content-Type': 'application/json' }, body: BODY }),
    settle: () => Promise.resolve(),
    stop: () => child.stop(),
    async seen(path) {
      const answer = (await (await fetch(url + path)).json()) as { seen: number };
      return answer.seen;
    },
  };
}
