import { createSecureContext } from 'node:tls';
import { Client } from 'undici';
import { createEgressGuard, type EgressRules } from '../egress-guard.ts';
import { guardedConnect } from '../rest/guarded-connect.ts';

export interface DocumentLimits {
  /** Largest document, bytes. */
  readonly maxBytes: number;
  /** For all of it, from the name's resolution to the last byte, milliseconds. */
  readonly timeoutMs: number;
  /** Only a sandbox may take plain HTTP. */
  readonly allowHttp: boolean;
}

/**
 * Gets a small document by its address, through the egress guard: every address that its name resolves to is checked and
 * pinned, certificates are verified, redirects are not followed.
 * @throws Error that says why it was not got, in words that hold nothing of what came
 */
export async function fetchDocument(address: string, rules: EgressRules, limits: DocumentLimits): Promise<Buffer> {
  const { origin, port, path } = parseAddress(address, limits.allowHttp);
  const signal = AbortSignal.timeout(limits.timeoutMs);
  const client = new Client(origin, {
    connect: guardedConnect(createEgressGuard(rules), { port, secureContext: createSecureContext() }),
    allowH2: false,
    maxResponseSize: limits.maxBytes,
    headersTimeout: limits.timeoutMs,
    bodyTimeout: limits.timeoutMs,
  });
  try {
    const { statusCode, body } = await client.request({
      method: 'GET',
      path,
      headers: { accept: 'application/json', 'accept-encoding': 'identity' },
      signal,
    });
    if (statusCode !== 200) throw new Error(`it was answered with ${statusCode}`);
    return Buffer.from(await body.arrayBuffer());
  } finally {
    // What is left of an answer is not waited for.
    await client.destroy();
  }
}

function parseAddress(address: string, allowHttp: boolean): { origin: string; port: number; path: string } {
  const url = URL.parse(address);
  const isAllowed = url?.protocol === 'https:' || (url?.protocol === 'http:' && allowHttp);
  if (url === null || !isAllowed) throw new Error('it is no https address');
  if (url.username !== '' || url.password !== '') throw new Error('its address holds a name or a password');
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  return { origin: url.origin, port, path: url.pathname + url.search };
}
