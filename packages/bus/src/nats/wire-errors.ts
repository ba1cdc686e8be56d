import { Errors } from 'moleculer';
import { fromWire, toWire, type WireError } from '../error-codec.ts';
import { translate } from '../translate.ts';

/** How errors cross NATS: as ours, without stack and cause, which stay where they arose. */
export class WireErrors extends Errors.Regenerator {
  override extractPlainError(
    error: Error & { readonly data?: { readonly action?: string } },
  ): Errors.PlainMoleculerError {
    const action = error.data?.action ?? '';
    return toWire(translate(error, action), action) as unknown as Errors.PlainMoleculerError;
  }

  override restore(wire: Errors.PlainMoleculerError): Error {
    return fromWire(wire as unknown as WireError);
  }
}
