import { CONSUMERS } from '../write-region.ts';
import type { BenchCase } from './bench-case.ts';
import { type SimpulCaseOptions, startSimpul } from './simpul-case.ts';

/** The bus on an `open` link, as one consumer of many in a region of a thousand services and ten thousand agreements. */
export async function startSimpulLarge(options: SimpulCaseOptions): Promise<BenchCase> {
  const from = performance.now();
  const headers = { 'X-Road-Client': CONSUMERS.open };
  const started = await startSimpul({
    ...options,
    name: 'simpul-large',
    large: true,
    headersFor: () => () => Promise.resolve({ headers }),
  });
  process.stderr.write(
    `a region of 1,000 services and 10,000 agreements was ready after ${((performance.now() - from) / 1000).toFixed(1)} s\n`,
  );
  return started;
}
