import type { BusClient } from '@simpul/bus';
import type { Logger, Metrics } from '@simpul/telemetry';
import type { ApiCallers } from '../auth/api-caller.ts';
import type { StreamingSockets } from '../road/streaming-sockets.ts';
import type { OpenSubsystems } from '../auth/open-subsystems.ts';
import type { Peers } from '../tls/peers.ts';

/** What the routes outside `/r1` work with. */
export interface RouteDeps {
  readonly client: BusClient;
  readonly callers: ApiCallers;
  readonly open: OpenSubsystems;
  /** Who is at the other end of a connection. */
  readonly peers: Peers;
  readonly publicUrl: string;
  /** JSON Schema of the region file. */
  readonly regionSchema: Readonly<Record<string, unknown>>;
  /** Command that makes a real exchange in this region. */
  readonly example: string | undefined;
  /** Connections whose request may last longer than others. */
  readonly streams: Pick<StreamingSockets, 'holds'>;
  readonly metrics: Pick<Metrics, 'httpAnswers' | 'refusedUnidentified'>;
  readonly logger: Logger;
  /** Why the process cannot do its work now; empty when it can. */
  readonly notReady: () => readonly string[];
}
