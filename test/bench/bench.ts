import { join } from 'node:path';
import { startBare } from './cases/bare-case.ts';
import { baselineOf, type BenchCase, type CaseName, CASES } from './cases/bench-case.ts';
import { startProvider } from './cases/provider-case.ts';
import { startSimpulDpop } from './cases/simpul-dpop-case.ts';
import { startSimpulLarge } from './cases/simpul-large-case.ts';
import { startSimpulMtls } from './cases/simpul-mtls-case.ts';
import { startSimpulSigned } from './cases/simpul-signed-case.ts';
import { startSimpulOpen } from './cases/simpul-open-case.ts';
import { makeTlsMaterial } from './cases/tls-material.ts';
import { runBench } from './run-bench.ts';

// `npm run bench [-- --reps 5 --seconds 5 --only bare,simpul-dpop --json]`: the bus beside what it is compared with, interleaved in one run.

/** Calls a second that the first load of a case with proofs or signatures provides for. */
const FIRST_CEILING = 10_000;
/** The case with proofs does all that the one without does, so it is hardly ever faster; with a margin for noise. */
const CEILING_MARGIN = 2;

await runBench<CaseName>({
  names: CASES,
  baselineOf,
  async start(wanted, { folder, started, fastest }) {
    const provider = await startProvider();
    started(provider);
    const tls = await makeTlsMaterial(folder);
    const ceiling = (): number => {
      const measured = fastest('simpul-open');
      return measured === undefined ? FIRST_CEILING : measured * CEILING_MARGIN;
    };
    const starts: Readonly<Record<Exclude<CaseName, 'provider'>, () => Promise<BenchCase>>> = {
      bare: () => startBare(provider.url),
      'simpul-open': () => startSimpulOpen({ folder: join(folder, 'open'), provider }),
      'simpul-large': () => startSimpulLarge({ folder: join(folder, 'large'), provider }),
      'simpul-signed': () => startSimpulSigned({ folder: join(folder, 'signed'), provider, ceiling }),
      'simpul-dpop': () => startSimpulDpop({ folder: join(folder, 'dpop'), provider, ceiling }),
      'bare-tls': () => startBare(provider.url, tls),
      'simpul-mtls': () => startSimpulMtls({ folder: join(folder, 'mtls'), provider }, tls),
    };
    for (const name of CASES) if (name !== 'provider' && wanted.includes(name)) started(await starts[name]());
  },
});
