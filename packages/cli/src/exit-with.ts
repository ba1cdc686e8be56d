import type { ExitCode } from './exit-codes.ts';

/** Ends a command that has printed all there is to say, with a code other than 0. */
export class ExitWith extends Error {
  override readonly name = 'ExitWith';
  readonly code: ExitCode;

  constructor(code: ExitCode) {
    super(`exit ${code}`);
    this.code = code;
  }
}
