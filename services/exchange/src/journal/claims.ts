import { AUTH, REPEAT, SIGNATURE, SimpulError } from '@simpul/errors';
import type { Collection } from '@simpul/store';
import type { Intent } from './intent.ts';

/** What a repeat is told of the first exchange where there is no status yet, or where there will be none. */
const PENDING = 'pending';
const UNKNOWN = 'unknown';
/** Names the rule in the error. */
export const REPLAYED = { rule: 'replayed' } as const;
/** Seconds after which a repeat of what is under way may ask again. */
const ASK_AGAIN_S = 1;

/** Knows what became of exchanges whose intents hold an idempotency key. */
export interface Claims {
  /** Notes the status with which an exchange ends; it counts once its row is settled. */
  note(id: string, status: number): void;
  /** The status that was noted, for the row that is settled now; undefined where there is none. */
  take(id: string): number | undefined;
  /** Takes a noted status back: another node told first how the exchange ended. */
  drop(id: string): void;
  /** Forgets a status that the row now holds. */
  forget(id: string): void;
  /**
   * Says why an intent whose idempotency key is taken is refused; undefined where the key has become free meanwhile.
   */
  refusal(intent: Intent): Promise<SimpulError | undefined>;
}

export function createClaims(intents: Collection<Intent>): Claims {
  /** Statuses of exchanges that are under way. */
  const noted = new Map<string, number>();
  /** Statuses that are being written to their rows. */
  const ended = new Map<string, number>();

  function statusOf({ id, state, status }: Intent): string {
    const known = status ?? ended.get(id);
    if (known !== undefined) return String(known);
    return state === 'open' ? PENDING : UNKNOWN;
  }

  return {
    note: (id, status) => void noted.set(id, status),
    take(id) {
      const status = noted.get(id);
      noted.delete(id);
      if (status !== undefined) ended.set(id, status);
      return status;
    },
    drop: (id) => void noted.delete(id),
    forget: (id) => void ended.delete(id),
    async refusal({ idempotency, fingerprint, proof, nonce }) {
      const [first] = await intents.find({ where: { idempotency: idempotency ?? '' }, limit: 1 });
      if (first === undefined) return undefined;
      // Whoever got hold of a request learns nothing by sending it again.
      const replayed = proof !== undefined && (await intents.find({ where: { proof }, limit: 1 })).length > 0;
      if (replayed) return new SimpulError(AUTH.PROOF_REPLAYED);
      const signedBefore = nonce !== undefined && (await intents.find({ where: { nonce }, limit: 1 })).length > 0;
      if (signedBefore) return new SimpulError(SIGNATURE.REPLAYED, { params: REPLAYED });
      if (first.fingerprint !== fingerprint) return new SimpulError(REPEAT.KEY_REUSED);
      const status = statusOf(first);
      return new SimpulError(REPEAT.SENT_BEFORE, {
        params: { exchange: first.id, status },
        headers: ['X-Simpul-First-Exchange', first.id, 'X-Simpul-First-Status', status],
        ...(status === PENDING ? { retryAfter: ASK_AGAIN_S } : {}),
      });
    },
  };
}
