import {
  type Attributes,
  context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { formatTraceparent, newContext, parseTraceparent, type TraceContext } from './trace-context.ts';

/** A stretch of work in a trace. Attributes are ids, codes and numbers: never a path, a query or a value. */
export interface Span {
  /** What the next process is told. */
  readonly traceparent: string;
  readonly traceId: string;
  end(attributes: Attributes, failed: boolean): void;
}

export interface Tracing {
  start(name: string, kind: 'server' | 'internal' | 'client', parent: string | undefined): Span;
  /** Sends what is left. */
  stop(): Promise<void>;
}

export type SampleRule = (parent: TraceContext | undefined) => boolean;

const KINDS = { server: SpanKind.SERVER, internal: SpanKind.INTERNAL, client: SpanKind.CLIENT } as const;

/**
 * Traces as the standard `OTEL_*` variables ask: spans go out by OTLP over HTTP where `OTEL_EXPORTER_OTLP_ENDPOINT` or
 * `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` is set. Without one no span object is ever made, but ids still pass on.
 */
export async function createTracing(env: NodeJS.ProcessEnv): Promise<Tracing> {
  const exporting = env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];
  if (exporting === undefined || env['OTEL_SDK_DISABLED'] === 'true') {
    return { start: (_name, _kind, parent) => idsOnly(parseTraceparent(parent)), stop: () => Promise.resolve() };
  }
  const { startExporter } = await import('./trace-exporter.ts');
  const exporter = startExporter(env);
  const sample = sampleRule(env);
  return {
    start(name, kind, parent) {
      const from = parseTraceparent(parent);
      return sample(from) ? recorded(exporter.tracer, name, kind, from) : idsOnly(from);
    },
    stop: exporter.stop,
  };
}

/** `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG`; decided before any span exists. */
export function sampleRule(env: NodeJS.ProcessEnv, random: () => number = Math.random): SampleRule {
  const name = env['OTEL_TRACES_SAMPLER'] ?? 'parentbased_always_on';
  const asked = Number(env['OTEL_TRACES_SAMPLER_ARG'] ?? '1');
  // As the specification demands of an argument that is none.
  const ratio = Number.isFinite(asked) ? asked : 1;
  const root = name.endsWith('always_off') ? 0 : name.endsWith('traceidratio') ? ratio : 1;
  const parentBased = name.startsWith('parentbased_');
  return (parent) => (parentBased && parent !== undefined ? parent.sampled : root >= 1 || random() < root);
}

/** Who records nothing passes on what came (W3C Trace Context 3.2), so that neighbours who do see each other. */
function idsOnly(parent: TraceContext | undefined): Span {
  const own = parent ?? newContext();
  return { traceparent: formatTraceparent(own), traceId: own.traceId, end: nothing };
}

function nothing(): void {}

function recorded(tracer: Tracer, name: string, kind: keyof typeof KINDS, parent: TraceContext | undefined): Span {
  const within =
    parent === undefined
      ? ROOT_CONTEXT
      : trace.setSpanContext(context.active(), {
          traceId: parent.traceId,
          spanId: parent.spanId,
          traceFlags: parent.sampled ? 1 : 0,
          isRemote: true,
        });
  const span = tracer.startSpan(name, { kind: KINDS[kind] }, within);
  const { traceId, spanId } = span.spanContext();
  return {
    traceparent: formatTraceparent({ traceId, spanId, sampled: true }),
    traceId,
    end(attributes, failed) {
      span.setAttributes(attributes);
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}
