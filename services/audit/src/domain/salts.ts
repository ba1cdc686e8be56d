import type { SideCar } from '@simpul/contracts';
import type { Side } from './access.ts';

/** Salts that a receipt carries, each 16 bytes in base64url, by the leaf's member that they open. */
export interface Salts {
  readonly request?: string;
  readonly response?: string;
  readonly user?: string;
  readonly xRoadId?: string;
}

/**
 * The salts that one side may know. Both sides held both bodies; what the consumer committed to opens for the consumer
 * and for auditors only, since a salt makes a guessed value checkable. Who delegated held neither.
 */
export function saltsFor(side: Side, sideCar: SideCar): Salts {
  if (side === 'principal') return {};
  const { request, response, user, xRoadId } = sideCar;
  const bodies = { ...(request === undefined ? {} : { request }), ...(response === undefined ? {} : { response }) };
  if (side === 'provider') return bodies;
  return {
    ...bodies,
    ...(user === undefined ? {} : { user: user.salt }),
    ...(xRoadId === undefined ? {} : { xRoadId: xRoadId.salt }),
  };
}
