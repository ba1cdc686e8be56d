import { isNativeError } from 'node:util/types';
import { ALL_ERRORS, isSimpulError, SimpulError } from '@simpul/errors';

/** An error as it crosses from a worker thread, where structured cloning would drop what makes it ours. */
export interface ThreadError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly simpul: { code: string; params: SimpulError['params']; retryAfter: number | undefined } | undefined;
}

export function toThreadError(error: unknown): ThreadError {
  const simpul = isSimpulError(error)
    ? { code: error.code, params: error.params, retryAfter: error.retryAfter }
    : undefined;
  // Not instanceof: errors of Node's own modules may come from another realm.
  if (!isNativeError(error)) return { name: typeof error, message: 'not an Error', stack: undefined, simpul };
  return { name: error.name, message: error.message, stack: error.stack, simpul };
}

export function fromThreadError({ name, message, stack, simpul }: ThreadError): Error {
  const definition = simpul === undefined ? undefined : ALL_ERRORS.get(simpul.code);
  if (simpul === undefined || definition === undefined) {
    return Object.assign(new Error(message), { name, ...(stack === undefined ? {} : { stack }) });
  }
  const { params, retryAfter } = simpul;
  return new SimpulError(definition, { params, ...(retryAfter === undefined ? {} : { retryAfter }) });
}
