import module from 'node:module';

/** Set for the second start, so that there is no third. */
const STARTED_AGAIN = 'SIMPUL_STARTED_AGAIN';
/** What Node loads to strip types, 25 MB that are never given back. */
const STRIPPER = /\bamaro\b/;

/**
 * Starts the process anew, as the same process, where it had to strip types itself: the first start of a new installation. The
 * second one finds them stripped in the compile cache. Where there is none, because its folder cannot be written, it goes on.
 */
export function startAgainWhenCold(env: NodeJS.ProcessEnv = process.env): void {
  const loaded = (process as unknown as { readonly moduleLoadList: readonly string[] }).moduleLoadList;
  const isCold = process.execArgv.includes('--expose-gc') && loaded.some((name) => STRIPPER.test(name));
  if (!isCold || env[STARTED_AGAIN] !== undefined || module.getCompileCacheDir() === undefined) return;
  module.flushCompileCache();
  process.execve?.(process.execPath, [process.execPath, ...process.execArgv, ...process.argv.slice(1)], {
    ...env,
    [STARTED_AGAIN]: '1',
  });
}
