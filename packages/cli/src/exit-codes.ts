import { ALL_ERRORS, type ErrorDefinition, isSimpulError } from '@simpul/errors';
import { CLI } from './errors.ts';

/** Exit codes of the command (design 03, "Starting it"). */
export const EXIT = {
  done: 0,
  internal: 1,
  usage: 2,
  refused: 3,
  provider: 4,
  unreachable: 5,
  verification: 6,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const OWN: ReadonlyMap<string, ExitCode> = new Map([
  [CLI.USAGE.code, EXIT.usage],
  [CLI.KEY_MISSING.code, EXIT.usage],
  [CLI.KEY_EXISTS.code, EXIT.usage],
  [CLI.NATS_FILE.code, EXIT.usage],
  [CLI.VERSION_UNCLEAR.code, EXIT.usage],
  [CLI.VERSION_EXISTS.code, EXIT.refused],
  [CLI.CONTRACT_INVALID.code, EXIT.refused],
  [CLI.UNREACHABLE.code, EXIT.unreachable],
  [CLI.LOG_UNREACHABLE.code, EXIT.unreachable],
  [CLI.NOT_A_BUS.code, EXIT.unreachable],
  [CLI.TOKEN_REFUSED.code, EXIT.refused],
  [CLI.LOGIN_MISSING.code, EXIT.refused],
  [CLI.LOGIN_ENDED.code, EXIT.refused],
  [CLI.LOGIN_REFUSED.code, EXIT.refused],
  [CLI.LOGIN_LATE.code, EXIT.refused],
  [CLI.TOKEN_FAILED.code, EXIT.internal],
  [CLI.RECEIPT_LATE.code, EXIT.internal],
  [CLI.KEY_NOT_VERIFIED.code, EXIT.verification],
  [CLI.KEY_CHANGED.code, EXIT.verification],
  [CLI.VERIFICATION_FAILED.code, EXIT.verification],
  [CLI.WITNESS_HALTED.code, EXIT.verification],
]);

/** The exit code for anything thrown. */
export function exitCodeOf(error: unknown): ExitCode {
  return isSimpulError(error) ? exitCodeOfDefinition(error.definition) : EXIT.internal;
}

/** The exit code for an error by its code: ours, or a row of the bus's tables; what nobody knows is internal. */
export function exitCodeOfDefinition(shown: ErrorDefinition): ExitCode {
  const own = OWN.get(shown.code);
  if (own !== undefined) return own;
  if (/^SIMPUL_(?:CONFIG|REGION)_/.test(shown.code)) return EXIT.usage;
  return exitCodeByActor(ALL_ERRORS.get(shown.code) ?? shown);
}

/** By who must act, and by the step of the exchange: a provider's system is called in steps 7 and 8. */
function exitCodeByActor({ actor, exchange, status }: ErrorDefinition): ExitCode {
  if (actor === 'network') return EXIT.unreachable;
  // Rights are refused, whoever may grant them.
  if (exchange?.step === 4) return EXIT.refused;
  if (actor === 'provider' || exchange?.step === 7 || exchange?.step === 8) return EXIT.provider;
  if (actor === 'operator') return EXIT.internal;
  const malformed = exchange === undefined ? status === 400 : exchange.step === 1;
  return malformed ? EXIT.usage : EXIT.refused;
}
