import { isNativeError } from 'node:util/types';
import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger };

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Where lines go; standard output where it is absent. */
  readonly destination?: DestinationStream;
}

/**
 * Members of a line whose values never reach it. Handlers do not log them; this is the second wall. Nested ones are not
 * looked for: that costs more than the rest of the line, and lines are flat.
 */
const REDACTED = ['authorization', 'dpop', 'cookie', 'token', 'secret', 'password', 'body', 'query', 'nik'];

/** Creates the process's logger: one JSON object a line, times in ISO 8601 UTC. */
export function createLogger(options: LoggerOptions): Logger {
  const settings = {
    level: options.level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    redact: { paths: [...REDACTED], censor: '[redacted]' },
    serializers: {
      err: (error: unknown) => serializeError(error),
      cause: (error: unknown) => (error === undefined ? undefined : serializeError(error)),
    },
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}

interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: LoggedError;
}

/** Causes that are told of one error. */
const MAX_CAUSES = 5;

/** Name, message, code and stack of an error and its causes; no other member, since libraries hang requests on errors. */
function serializeError(error: unknown, causes = MAX_CAUSES): LoggedError {
  // Not instanceof: errors of Node's own modules may come from another realm.
  if (!isNativeError(error)) return { type: typeof error, message: 'not an Error' };
  const { name: type, message, stack, cause } = error;
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  return {
    type,
    message,
    ...code,
    ...(stack === undefined ? {} : { stack }),
    ...(cause === undefined || causes === 0 ? {} : { cause: serializeError(cause, causes - 1) }),
  };
}
