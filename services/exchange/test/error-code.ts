import { isSimpulError, type SimpulError } from '@simpul/errors';

/** The error that an action ends with. @throws Error where it ends well, and whatever else it throws. */
export function errorOf(action: () => unknown): SimpulError {
  try {
    action();
  } catch (error) {
    if (isSimpulError(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** The same for what ends later. */
export async function lateErrorOf(outcome: Promise<unknown>): Promise<SimpulError> {
  try {
    await outcome;
  } catch (error) {
    if (isSimpulError(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
