/**
 * Headers that belong to a connection or frame a message: the bus rebuilds them, whatever the caller sent (RFC 9112
 * section 6, against request smuggling).
 */
const FRAMING: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);

/** A request's headers in their order, without those that frame a message, and with the connector's own header. */
export function requestHeaders(
  headers: readonly string[],
  own: { readonly name: string; readonly value: string } | undefined,
): string[] {
  const replaced = own?.name.toLowerCase();
  const sent: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] ?? '';
    const lower = name.toLowerCase();
    if (!FRAMING.has(lower) && lower !== replaced) sent.push(name, headers[i + 1] ?? '');
  }
  if (own) sent.push(own.name, own.value);
  return sent;
}
