import type { ExchangeRequest } from '@simpul/contracts';
import type { Grant } from '../domain/authorise.ts';
import type { ServiceEntry } from '../domain/directory.ts';
import type { RoadTarget } from '../domain/road-target.ts';
import type { RequestSignature } from '../signatures/check-signature.ts';

/** What has been found out about an exchange so far; a refusal records this much. */
export interface Progress {
  readonly request: ExchangeRequest;
  /** `X-Road-Id`: the caller's, or made here. */
  readonly xRoadId: string;
  /** Whether the bus made `xRoadId`. */
  readonly madeId: boolean;
  target?: RoadTarget;
  /** Set once it is authenticated. */
  consumer?: string;
  /** Id of the legacy link by which it came. */
  legacyLink?: string;
  entry?: ServiceEntry;
  grant?: Grant;
  /** Set once it holds. */
  signature?: RequestSignature;
  /** METHOD and path template. */
  op?: string;
}

/**
 * The exchange before its first step. `X-Road-Id` is kept or made as X-Road makes it (PR-REST 4.3). That a request came in later
 * than now is not believed of a gateway, whose clock may be ahead: it would have longer than its service allows.
 */
export function beginProgress(asked: ExchangeRequest, instance: string, now = Date.now()): Progress {
  const request = asked.arrivedAt <= now ? asked : { ...asked, arrivedAt: now };
  const { id } = request.road;
  const madeId = id === undefined || id === '';
  return { request, xRoadId: madeId ? `${instance}-${request.id}` : id, madeId };
}
