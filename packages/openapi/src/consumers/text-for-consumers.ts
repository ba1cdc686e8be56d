import { isMap, isScalar, isSeq, parseDocument } from 'yaml';

/**
 * A registered OpenAPI document as consumers may see it: addresses of `servers` are cut to their path, so that nobody
 * learns where the provider's system stands (PR-MREST; X-Road's Openapi3Anonymiser). Addresses with `{variables}` stay.
 */
export function textForConsumers(text: string): string {
  const document = parseDocument(text);
  const servers = document.get('servers');
  if (!isSeq(servers)) return text;
  for (const server of servers.items) {
    const url = isMap(server) ? server.get('url', true) : undefined;
    if (isScalar(url) && typeof url.value === 'string' && !url.value.includes('{')) url.value = pathOf(url.value);
  }
  return text.trimStart().startsWith('{') ? JSON.stringify(document.toJS(), undefined, 2) : document.toString();
}

function pathOf(url: string): string {
  const parsed = URL.parse(url);
  return parsed === null ? url : parsed.pathname;
}
