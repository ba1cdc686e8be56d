/**
 * Headers that pass in neither direction, in lower case: hop-by-hop, naming a host or its software, or framing a message,
 * which each side does anew (X-Road PR-REST 4.3, "Filtered headers").
 */
export const UNFORWARDED_HEADERS: readonly string[] = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
  'user-agent',
  'server',
  'content-length',
  'expect',
];
