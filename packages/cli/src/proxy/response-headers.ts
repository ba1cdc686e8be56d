import { hopByHop } from './hop-by-hop.ts';

/** Headers of an answer that go on to the client, names and values alternating, as they came but for those of the connection. */
export function headersForClient(raw: readonly string[]): string[] {
  const isHop = hopByHop(raw);
  const kept: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? '';
    if (!isHop(name.toLowerCase())) kept.push(name, raw[i + 1] ?? '');
  }
  return kept;
}

/** Raw trailers as pairs. */
export function trailerPairs(raw: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) pairs.push([raw[i] ?? '', raw[i + 1] ?? '']);
  return pairs;
}
