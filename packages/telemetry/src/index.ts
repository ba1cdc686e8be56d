export { createLogger, type Logger, LOG_LEVELS, type LoggerOptions, type LogLevel } from './logger.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export { formatTraceparent, newContext, parseTraceparent, type TraceContext } from './trace-context.ts';
export { createTracing, type Span, type Tracing } from './tracing.ts';
