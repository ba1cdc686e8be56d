import { CONFIG, SimpulError } from '@simpul/errors';

const NKEY = '--nats-nkey';

/** The process was given another nkey than those that sealed what is in the store. */
export function closedVault(): SimpulError {
  return invalid(
    NKEY,
    'is not the nkey with which identity sealed its secrets in the store: give every identity process the same',
  );
}

/** The process was given no nkey, and could only make secrets that open nothing. */
export function sealedByOthers(): SimpulError {
  return invalid(NKEY, 'is needed: the store holds secrets of identity that only its nkey opens');
}

/** A data folder of another bus, or of another time. */
export function otherSecret(file: string): SimpulError {
  return invalid(
    file,
    'holds another secret than the store that identity processes share; where the store is right, take the file away',
  );
}

function invalid(name: string, reason: string): SimpulError {
  return new SimpulError(CONFIG.INVALID, { params: { name, reason } });
}
