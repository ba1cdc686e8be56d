import { CONSUMERS } from '../write-region.ts';
import type { BenchCase } from './bench-case.ts';
import { type SimpulCaseOptions, startSimpul } from './simpul-case.ts';

/** The bus on an `open` link. */
export function startSimpulOpen(options: SimpulCaseOptions): Promise<BenchCase> {
  const headers = { 'X-Road-Client': CONSUMERS.open };
  return startSimpul({ ...options, name: 'simpul-open', headersFor: () => () => Promise.resolve({ headers }) });
}
