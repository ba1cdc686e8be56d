/** What was found in a log directory that is right. */
export interface CheckedLog {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
  readonly leaves: readonly Buffer[];
}

/** Checks a log directory against an Ed25519 verifier key; throws an error that names the file and the rule. */
export function checkLog(dir: string, vkey: string): CheckedLog;
