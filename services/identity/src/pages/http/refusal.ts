import { isSimpulError, PEOPLE, type SimpulError } from '@simpul/errors';
import type { PageAnswer } from './page-answer.ts';
import type { Visit } from './visit.ts';

/** Does what a form asks; where it is refused, shows the form again with the reason. */
export async function refusalIn(
  visit: Pick<Visit, 'language'>,
  act: () => Promise<PageAnswer>,
  again: (message: string) => PageAnswer | Promise<PageAnswer>,
): Promise<PageAnswer> {
  try {
    return await act();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return again(error.messageIn(visit.language));
  }
}

/** Whether the person can put it right on the same page. */
function isRefusal(error: unknown): error is SimpulError {
  if (!isSimpulError(error) || error.definition.status >= 500) return false;
  return error.code !== PEOPLE.SIGN_IN_AGAIN.code && error.code !== PEOPLE.SESSION_ENDED.code;
}
