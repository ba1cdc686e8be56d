import { execFileSync } from 'node:child_process';
import { runAutocannon } from './autocannon.ts';
import { runWrk } from './wrk.ts';
import type { Load } from './load.ts';

/**
 * wrk where it is installed, since it takes less of the machine; else autocannon, and always for calls with a client
 * certificate, which wrk has none of.
 */
export function chooseLoad(): { readonly name: string; readonly load: Load } {
  try {
    execFileSync('which', ['wrk'], { stdio: 'ignore' });
    return {
      name: 'wrk',
      load: (target, seconds) => (target.tls === undefined ? runWrk : runAutocannon)(target, seconds),
    };
  } catch {
    return { name: 'autocannon', load: runAutocannon };
  }
}
