import { isSimpulError, type SimpulError } from '@simpul/errors';

/** The error of ours that an action ends with. @throws Error where it ends well, and whatever else it throws. */
export async function errorOf(action: () => unknown): Promise<SimpulError> {
  try {
    await action();
  } catch (error) {
    if (isSimpulError(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
