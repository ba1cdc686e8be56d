import type { BusClient } from '@simpul/bus';
import { type CheckedProof, identityNoteProof } from '@simpul/contracts';
import { hash } from 'node:crypto';
import { PROOF_MAX_AGE_S, PROOF_MAX_AHEAD_S } from '../config.ts';

/**
 * Notes that a proof was used at the bus's own APIs, durably, where all gateways look.
 * @returns false where it was used before
 * @throws SimpulError `SIMPUL_BUS_*` while identity does not answer
 */
export type NoteProof = (proof: CheckedProof) => Promise<boolean>;

/** Proofs of exchanges need no such call: their intents have them as a unique key. */
export function createNoteProof(client: Pick<BusClient, 'call'>, now: () => number = Date.now): NoteProof {
  return async ({ jkt, jti }) => {
    // A caller chooses the id of its proof, and what is stored has one form.
    const id = hash('sha256', `${jkt}.${jti}`, 'base64url');
    const expiresAt = Math.ceil(now() / 1000) + PROOF_MAX_AGE_S + PROOF_MAX_AHEAD_S;
    return (await client.call(identityNoteProof, { id, expiresAt })).isNew;
  };
}
