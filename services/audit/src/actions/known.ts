import { type Handler, handler } from '@simpul/bus';
import { auditKnown } from '@simpul/contracts';

/** What finds leaves by their ids, in all logs. */
export interface LeafFinder {
  /** Where the ids stand; those that no log holds are left out. */
  locate(ids: readonly string[]): Promise<ReadonlyMap<string, unknown>>;
}

/** `audit.known`: which of these leaves the log holds. */
export function knownAction(leaves: () => LeafFinder): Handler {
  return handler(auditKnown, async ({ ids }) => ({ known: [...(await leaves().locate(ids)).keys()] }));
}
