import * as contracts from '@simpul/contracts';
import { type Context, Errors } from 'moleculer';

/** A call that waits for its answer, as Moleculer keeps it. */
interface Pending {
  readonly nodeID: string;
  readonly ctx: Pick<Context, 'action'>;
  readonly reject: (error: Error) => void;
}

/** Calls under way, by their ids. */
type PendingCalls = Map<string, Pending>;

/** Names of the actions that do no harm twice. */
const REPEATABLE: ReadonlySet<string> = new Set(
  Object.values(contracts).flatMap((one) =>
    typeof one === 'object' && 'idempotent' in one && one.idempotent ? [one.name] : [],
  ),
);

/**
 * Ends calls whose question or answer may have been lost with a connection, so that they are put once more instead of waiting for
 * their deadlines: those that do no harm twice. What answers the others may still do so, over the next connection.
 */
export class LostAnswers {
  readonly #calls: () => PendingCalls;
  /** Nodes that have not been heard over this connection. */
  #unheard = new Set<string>();

  constructor(calls: () => PendingCalls) {
    this.#calls = calls;
  }

  /** This node has a new connection: each other one may have answered into the old one. */
  reconnected(): void {
    this.#unheard = new Set([...this.#calls().values()].map(({ nodeID }) => nodeID));
  }

  /** A node was heard. @param isNewThere it has a new connection itself, and may have missed what was put to it */
  heard(nodeId: string, isNewThere: boolean): void {
    if (!this.#unheard.delete(nodeId) && !isNewThere) return;
    const calls = this.#calls();
    for (const [id, { ctx, nodeID, reject }] of calls) {
      const action = ctx.action?.name ?? '';
      if (nodeID !== nodeId || !REPEATABLE.has(action)) continue;
      calls.delete(id);
      reject(new Errors.RequestRejectedError({ action, nodeID }));
    }
  }
}
