/** Headers of one connection (RFC 9110 section 7.6.1), and credentials for a proxy (11.7). */
const OF_CONNECTION: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'transfer-encoding',
  'upgrade',
]);
/** What frames a message is never given up because `Connection` names it. */
const OF_MESSAGE: ReadonlySet<string> = new Set(['content-length', 'host']);

/** Tells of names in lower case whether they belong to one connection: the known ones, and those that `Connection` names. */
export function hopByHop(raw: readonly string[]): (lower: string) => boolean {
  let named: Set<string> | undefined;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (raw[i]?.toLowerCase() !== 'connection') continue;
    for (const option of (raw[i + 1] ?? '').split(',')) {
      const lower = option.trim().toLowerCase();
      if (lower !== '' && !OF_MESSAGE.has(lower)) (named ??= new Set()).add(lower);
    }
  }
  return (lower) => OF_CONNECTION.has(lower) || named?.has(lower) === true;
}
