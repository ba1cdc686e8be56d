import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds; finer below 10 ms, where the bus's own share lies. */
const DURATION_BUCKETS = [0.0005, 0.001, 0.002, 0.004, 0.008, 0.015, 0.03, 0.06, 0.125, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The metrics of one process; names are stable. */
export interface Metrics {
  readonly registry: Registry;
  /** Consumer's call to answer, seconds, by outcome. */
  readonly exchangeDuration: Histogram<'outcome'>;
  /** The same less the provider's time. */
  readonly exchangeOverhead: Histogram<'outcome'>;
  /** Exchanges that ended with an error of ours, by code. */
  readonly exchangeErrors: Counter<'code'>;
  /** Calls that could not be read or whose caller was not shown, by code (design 03). */
  readonly refusedUnidentified: Counter<'code'>;
  readonly exchangesOpen: Gauge;
  /** HTTP answers outside `/r1`, by status. */
  readonly httpAnswers: Counter<'status'>;
  /** Unix time, seconds, at which the public door's certificate ends. */
  readonly doorCertificateEnd: Gauge;
  /** The same of certificates that callers on `mtls` links showed; only registered ones, so their number is bounded. */
  readonly clientCertificateEnd: Gauge<'subsystem' | 'certificate'>;
  /** Packets of other processes that were not what their sender may send, by reason (design 02, rule 4). */
  readonly busPacketsDropped: Counter<'reason'>;
  /** Shows the bytes of bodies that the process holds, read whenever its metrics are. */
  showHeldBytes(read: () => number): void;
}

/** Creates the metrics, with Node's own beside them. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const doorCertificateEnd = new Gauge({
    name: 'simpul_door_certificate_end_timestamp_seconds',
    help: "When the public door's certificate ends",
    registers,
  });
  // Until there is one; a gauge begins with 0, which would be 1970.
  doorCertificateEnd.remove();
  return {
    registry,
    exchangeDuration: new Histogram({
      name: 'simpul_exchange_duration_seconds',
      help: "From the consumer's call to its answer",
      labelNames: ['outcome'],
      buckets: DURATION_BUCKETS,
      registers,
    }),
    exchangeOverhead: new Histogram({
      name: 'simpul_exchange_overhead_seconds',
      help: "From the consumer's call to its answer, less the provider's time",
      labelNames: ['outcome'],
      buckets: DURATION_BUCKETS,
      registers,
    }),
    exchangeErrors: new Counter({
      name: 'simpul_exchange_errors_total',
      help: 'Exchanges that ended with an error of the bus',
      labelNames: ['code'],
      registers,
    }),
    refusedUnidentified: new Counter({
      name: 'simpul_refused_unidentified_total',
      help: 'Calls that could not be read, or whose caller was not shown',
      labelNames: ['code'],
      registers,
    }),
    exchangesOpen: new Gauge({ name: 'simpul_exchanges_open', help: 'Exchanges under way', registers }),
    httpAnswers: new Counter({
      name: 'simpul_http_answers_total',
      help: 'Answers outside /r1',
      labelNames: ['status'],
      registers,
    }),
    doorCertificateEnd,
    clientCertificateEnd: new Gauge({
      name: 'simpul_client_certificate_end_timestamp_seconds',
      help: 'When a certificate ends that a subsystem showed',
      labelNames: ['subsystem', 'certificate'],
      registers,
    }),
    busPacketsDropped: new Counter({
      name: 'simpul_bus_packets_dropped_total',
      help: 'Packets of other processes that their sender may not send',
      labelNames: ['reason'],
      registers,
    }),
    showHeldBytes(read) {
      const held: Gauge = new Gauge({
        name: 'simpul_held_bytes',
        help: 'Bytes of bodies that the process holds',
        collect: () => held.set(read()),
        registers,
      });
    },
  };
}
