import { CONSUMERS } from '../write-region.ts';
import type { BenchCase } from './bench-case.ts';
import { type SimpulCaseOptions, startSimpul } from './simpul-case.ts';
import type { TlsMaterial } from './tls-material.ts';

/** The bus on an `mtls` link, behind TLS of its own. */
export function startSimpulMtls(options: SimpulCaseOptions, tls: TlsMaterial): Promise<BenchCase> {
  const headers = { 'X-Road-Client': CONSUMERS.mtls };
  return startSimpul({
    ...options,
    name: 'simpul-mtls',
    tls,
    headersFor: () => () => Promise.resolve({ headers }),
  });
}
