import type { ErrorRow, ExchangeFace } from '../define-errors.ts';

/** What X-Road calls a refusal for want of a right. */
export const ACCESS_DENIED = 'Server.ServerProxy.AccessDenied';

/** Rows of errors before anything was sent to the provider. */
export const refusedAs =
  (step: ExchangeFace['step'], record: ExchangeFace['record']) =>
  (type: string, status: number, message: ErrorRow['message'], more: Partial<ErrorRow> = {}): ErrorRow => ({
    status,
    actor: 'caller',
    retryable: false,
    message,
    exchange: { step, type, reached: 'no', record },
    ...more,
  });

/** Rows of errors after the exchange was sent. */
export const dispatched =
  (step: 7 | 8 | 9, reached: ExchangeFace['reached'], actor: ErrorRow['actor']) =>
  (
    type: string,
    status: number,
    message: ErrorRow['message'],
    record: ExchangeFace['record'] = 'closed',
  ): ErrorRow => ({
    status,
    actor,
    retryable: true,
    message,
    exchange: { step, type, reached, record },
  });
