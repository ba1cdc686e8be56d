import { createLogger, type Logger } from '@simpul/telemetry';

/** A logger whose lines a test can read. */
export interface KeptLogger {
  readonly logger: Logger;
  readonly lines: Record<string, unknown>[];
}

export function keptLogger(): KeptLogger {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) };
  return { logger: createLogger({ level: 'info', destination }), lines };
}
