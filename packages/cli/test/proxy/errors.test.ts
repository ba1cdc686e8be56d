import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { PROXY } from '../../src/proxy/errors.ts';

describe('docs/proxy.md', () => {
  const text = readFileSync(new URL('../../../../docs/proxy.md', import.meta.url), 'utf8');
  const rows = [...text.matchAll(/^\| `(SIMPUL_PROXY_\w+)` +\| (\d+) +\| `([\w.]+)`/gm)];
  const documented = rows.map(([, code, status, type]) => ({ code, status: Number(status), type }));

  it("lists the proxy's own errors, with their status and type", () => {
    const defined = Object.values(PROXY).map(({ code, status, exchange }) => ({
      code,
      status,
      type: exchange?.type ?? 'Server.ClientProxy.InternalError',
    }));
    const byCode = (a: { code?: string | undefined }, b: { code?: string | undefined }): number =>
      String(a.code).localeCompare(String(b.code));
    expect(documented.toSorted(byCode)).toEqual(defined.toSorted(byCode));
  });
});
