import autocannon from 'autocannon';
import { ANSWER_TIMEOUT_MS, CONNECTIONS, type LoadResult, type Target } from './load.ts';

/** Runs autocannon in this process. It takes about as much of the machine as the bus does: ratios are lower with it. */
export async function runAutocannon(target: Target, seconds: number): Promise<LoadResult> {
  const { url, headers, body, fresh, tls } = target;
  const result = await autocannon({
    url,
    method: 'POST',
    headers,
    body,
    connections: CONNECTIONS,
    duration: seconds,
    timeout: ANSWER_TIMEOUT_MS / 1000,
    ...(tls === undefined ? {} : { tlsOptions: tls }),
    ...(fresh === undefined ? {} : { requests: [{ setupRequest: nextOf(fresh) }] }),
  });
  const completed = result['2xx'] + result.non2xx;
  return {
    completed,
    rps: completed / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    refused: result.non2xx,
    broken: result.errors + result.timeouts,
  };
}

function nextOf({ names, values }: NonNullable<Target['fresh']>) {
  let used = 0;
  return <R extends { readonly headers: Readonly<Record<string, string>> }>(request: R): R => ({
    ...request,
    headers: { ...request.headers, ...named(names, values[Math.min(used++, values.length - 1)] ?? []) },
  });
}

function named(names: readonly string[], values: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name, i) => [name, values[i] ?? '']));
}
